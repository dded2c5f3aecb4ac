import Foundation
import Logging
import Telemetry
import Testing

@Suite struct LineLogHandlerTests {
    private func lines(_ write: (Logger) -> Void) throws -> [String] {
        let pipe = Pipe()
        let logger = Logger(label: "test") {
            let output = LogOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor)
            return LineLogHandler(label: $0, level: .info, output: output)
        }
        write(logger)
        try pipe.fileHandleForWriting.close()
        return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }

    @Test func `an event is one JSON object on one line`() throws {
        let lines = try lines { $0.info("request answered", metadata: ["request.id": "7", "http.status": "200"]) }
        let object = try JSONDecoder().decode([String: String].self, from: Data(#require(lines.first).utf8))
        #expect(lines.count == 1)
        #expect(object["message"] == "request answered")
        #expect(object["request.id"] == "7")
        #expect(object["http.status"] == "200")
        #expect(object["level"] == "info")
    }

    @Test func `nothing a client sends can forge a line`() throws {
        let hostile = "a\r\n{\"level\":\"error\"}\u{1b}[31m\"\\"
        let lines = try lines { $0.info("m", metadata: ["k": .string(hostile)]) }
        #expect(lines.count == 1)
        #expect(try JSONDecoder().decode([String: String].self, from: Data(lines[0].utf8))["k"] == hostile)
    }

    @Test func `long values are cut and low levels are silent`() throws {
        let lines = try lines {
            $0.debug("not this")
            $0.warning("m", metadata: ["k": .string(String(repeating: "x", count: 20_000))])
        }
        #expect(lines.count == 1)
        #expect(lines[0].utf8.count < LineLogHandler.valueLimit + 200)
    }

    @Test func `a long value is cut between two characters`() throws {
        for start in ["", "a", "ab", "abc"] {
            let value = start + String(repeating: "é", count: 100) + String(repeating: "😀", count: 2000)
            let lines = try lines { $0.info("m", metadata: ["k": .string(value)]) }
            let kept = try JSONDecoder().decode([String: String].self, from: Data(lines[0].utf8))["k"] ?? ""
            #expect(
                value.hasPrefix(kept) && kept.utf8.count > LineLogHandler.valueLimit - 4)
        }
    }
}
