import FoundationEssentials
import Glibc
import Templates

// bench-pages ENGINE ROWS.json SECONDS
//
// Makes one page again and again for SECONDS and prints a line of JSON; prints the page itself where SECONDS is 0. ENGINE is
// `templates`, the product's renderer as handlers call it, or `hand`, the same bytes written by hand into memory that is used again.

struct RowsFile: Decodable {
    var rows: [ResultRow]
}

func put(_ bytes: UnsafeRawBufferPointer, _ descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count <= 0 { exit(1) }
        rest = rest.dropFirst(count)
    }
}

func fail(_ message: String) -> Never {
    Array("bench-pages: \(message)\n".utf8).withUnsafeBytes { put($0, STDERR_FILENO) }
    exit(2)
}

func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Calls `make` for some seconds, looking at the clock seldom; `make` uses the page it is given and answers its length.
func measure(_ engine: String, _ seconds: Double, _ make: (_ use: (UnsafeRawBufferPointer) -> Void) -> Void) {
    if seconds == 0 { return make { put($0, STDOUT_FILENO) } }
    var (pages, bytes, elapsed) = (0, 0, 0.0)
    let began = now()
    repeat {
        for _ in 0..<100 { make { bytes += $0.count } }
        pages += 100
        elapsed = now() - began
    } while elapsed < seconds
    print(
        #"{"engine":"\#(engine)","bytes":\#(bytes / pages),"pages_per_second":\#((Double(pages) / elapsed).rounded())}"#
    )
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let seconds = Double(arguments[3]), seconds >= 0 else {
    fail("usage: bench-pages templates|hand ROWS.json SECONDS")
}
guard let content = FileManager.default.contents(atPath: arguments[2]),
    let file = try? JSONDecoder().decode(RowsFile.self, from: content)
else { fail("\(arguments[2]) is no file of rows") }
let page = ResultsPage(query: "R&D <lead>", rows: file.rows)

switch arguments[1] {
case "templates":
    let folder = String(#filePath.dropLast("main.swift".count)) + "templates"
    do {
        let renderer = try Renderer<NoShell>(
            directory: folder, pages: [ResultsPage.self], words: Words(directory: folder + "/words"))
        measure("templates", seconds) { use in
            renderer.render(page, in: NoShell(), language: "en").withUnsafeBytes(use)
        }
    } catch {
        fail("\(error)")
    }
case "hand":
    var output = HTMLOutput(capacity: 32 << 10)
    measure("hand", seconds) { use in
        output.clear()
        page.write(to: &output)
        use(output.bytes)
    }
default: fail("there is no engine \(arguments[1])")
}
