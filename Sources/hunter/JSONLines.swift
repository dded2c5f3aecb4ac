import ArgumentParser
import FoundationEssentials
import Glibc

/// JSON lines on standard input and output: one object a line each way.
enum JSONLines {
    /// Answers each line of standard input. A line that is no `Input` ends the command with code 65.
    static func answer<Input: Decodable, Output: Encodable>(_: Input.Type, _ body: (Input) throws -> Output) throws {
        let decoder = JSONDecoder()
        var number = 0
        while let line = readLine(strippingNewline: true) {
            number += 1
            guard !line.utf8.allSatisfy({ $0 <= 0x20 }) else { continue }
            guard let input = try? decoder.decode(Input.self, from: Data(line.utf8)) else {
                StandardStreams.complain("line \(number) is not the JSON that is asked for")
                throw ExitCode.badInput
            }
            try write(try body(input))
        }
    }

    /// Writes one object and a line end: snake_case keys, sorted.
    static func write(_ value: some Encodable, pretty: Bool = false) throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = pretty ? [.sortedKeys, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        StandardStreams.write(Array(try encoder.encode(value)) + [0x0A])
    }
}

/// Whole writes to the standard streams.
enum StandardStreams {
    static func write(_ bytes: [UInt8], to descriptor: Int32 = 1) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    static func complain(_ message: String) {
        write(Array("hunter: \(message)\n".utf8), to: 2)
    }

    /// All of standard input, or nil where it is longer than `limit` or cannot be read.
    static func readAll(_ descriptor: Int32 = 0, limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0, bytes.count + count <= limit else { return nil }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}
