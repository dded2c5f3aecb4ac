import Documents
import Foundation
import Subprocess
import Testing

@testable import Work

/// Reads through real children: the `hunter` beside the test program.
struct DocumentChildTests {
    @Test func `a resume comes back with its profile`() throws {
        let resume =
            "Ada Lovelace\nada@example.org\n\nEXPERIENCE\nEngineer — Acme GmbH\n01/2020 – present\n\nSKILLS\nGo, Rust\n"
        let reading = try DocumentChild(now: "2025-01-01T00:00:00Z").read(Array(resume.utf8))
        #expect(reading.text.hasPrefix("Ada Lovelace\nada@example.org"))
        #expect(reading.profile?.name == "Ada Lovelace")
        #expect(reading.profile?.skills == ["Go", "Rust"])
        #expect(reading.profile?.years == 5)
        #expect(try DocumentChild().read(Array(resume.utf8), wantsProfile: false).profile == nil)
    }

    @Test func `a document that cannot be read keeps its reason`() {
        #expect(code { try $0.read(Array("<svg></svg>".utf8)) } == .wrongType)
        #expect(code { try $0.read([]) } == .empty)
        #expect(code { try $0.read(Array("%PDF-1.4 nothing".utf8)) } == .unreadable)
        #expect(code { try $0.read(path: "/nowhere/at/all.pdf") } == .unavailable)
    }

    @Test func `a child that dies, hangs or babbles is an error of its kind`() throws {
        func run(_ script: String, _ limits: ChildLimits = ChildLimits()) throws -> DocumentError.Code? {
            let program = FileManager.default.temporaryDirectory.appendingPathComponent("reader-\(UUID().uuidString)")
                .path
            defer { try? FileManager.default.removeItem(atPath: program) }
            try "#!/bin/sh\n\(script)\n".write(toFile: program, atomically: true, encoding: .utf8)
            chmod(program, 0o700)
            return code(DocumentChild(executable: program, limits: limits)) { try $0.read([65]) }
        }
        #expect(try run("kill -SEGV $$") == .unreadable)
        #expect(try run("while :; do :; done", ChildLimits(cpuSeconds: 1, wallTime: .seconds(60))) == .limit)
        #expect(try run("read x; read y; sleep 60", ChildLimits(wallTime: .milliseconds(200))) == .limit)
        #expect(try run("while :; do echo babble; done", ChildLimits(outputBytes: 1000)) == .limit)
        #expect(try run("echo nonsense") == .unavailable)
        #expect(code(DocumentChild(executable: "/nowhere/hunter")) { try $0.read([65]) } == .unavailable)
    }

    /// Every hostile file gets an answer in time; which answers its list allows is counted and printed.
    @Test func `hostile files break no parent`() throws {
        let folder = ProcessInfo.processInfo.environment["HUNTER_SHARED"].map { "\($0)/corpus" } ?? "../shared/corpus"
        guard let list = try? String(contentsOfFile: "\(folder)/MANIFEST.tsv", encoding: .utf8) else {
            return print("no hostile files at \(folder): not checked")
        }
        let child = DocumentChild()
        var (count, allowed, slowest) = (0, 0, Duration.zero)
        for line in list.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count > 4, fields[0].hasPrefix("pdf/") || fields[0].hasPrefix("docx/") else { continue }
            let started = ContinuousClock.now
            let code = code(child) { try $0.read(path: "\(folder)/\(fields[0])") }
            slowest = max(slowest, ContinuousClock.now - started)
            count += 1
            #expect(code != .unavailable, "\(fields[0])")
            let outcome = code.map { $0 == .empty ? "no-text" : "error" } ?? "text"
            let expected = fields[4].split(separator: ";")[0]
            if expected.contains(outcome) || (outcome == "no-text" && expected.contains("error")) { allowed += 1 }
        }
        print("\(count) hostile files, \(allowed) with an outcome their list allows, the slowest took \(slowest)")
        #expect(slowest < .seconds(15))
        #expect(allowed * 100 >= count * 90)
    }

    private func code(
        _ child: DocumentChild = DocumentChild(), _ read: (DocumentChild) throws -> DocumentReading
    ) -> DocumentError.Code? {
        do {
            _ = try read(child)
            return nil
        } catch {
            return (error as? DocumentError)?.code
        }
    }
}
