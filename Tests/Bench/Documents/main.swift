import Documents
import FoundationEssentials
import Glibc
import Parsing

// bench-documents text|profile SECONDS FILE...
//
// Reads the files again and again, in turn, in this process, for SECONDS, and prints a line of JSON; where SECONDS is 0 it
// reads each once and prints its text.

func fail(_ message: String) -> Never {
    Array("bench-documents: \(message)\n".utf8).withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(2)
}

func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Memory of this process, in kilobytes: now, and the most so far.
func memory() -> (now: Int, most: Int) {
    let status = FileManager.default.contents(atPath: "/proc/self/status").map { String(decoding: $0, as: UTF8.self) }
    func kilobytes(_ name: String) -> Int {
        let line = status?.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0
    }
    return (kilobytes("VmRSS:"), kilobytes("VmHWM:"))
}

let arguments = CommandLine.arguments
guard arguments.count > 3, let seconds = Double(arguments[2]), ["text", "profile"].contains(arguments[1]) else {
    fail("usage: bench-documents text|profile SECONDS FILE...")
}
let files = arguments.dropFirst(3).map { path in
    guard let content = FileManager.default.contents(atPath: path) else { fail("\(path) cannot be read") }
    return [UInt8](content)
}
let parser = arguments[1] == "profile" ? ResumeParser(now: Date(timeIntervalSince1970: 1_763_164_800)) : nil
let reader = DocumentReader()

func read(_ bytes: [UInt8]) -> String {
    do throws(DocumentError) {
        let text = try reader.read(bytes).text
        if let parser { _ = parser.profile(of: text) }
        return text
    } catch {
        fail("a document is not read: \(error)")
    }
}

if seconds == 0 {
    for file in files { print(read(file)) }
    exit(0)
}
for file in files { _ = read(file) }
let before = memory().now
var (count, elapsed) = (0, 0.0)
let began = now()
repeat {
    for file in files { _ = read(file) }
    count += files.count
    elapsed = now() - began
} while elapsed < seconds
let after = memory()
print(
    #"{"documents":\#(count),"documents_per_second":\#(Double(count) / elapsed),"kilobytes_before":\#(before),"#
        + #""kilobytes_after":\#(after.now),"kilobytes_most":\#(after.most)}"#)
