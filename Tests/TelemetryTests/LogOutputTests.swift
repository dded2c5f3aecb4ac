import Base
import Foundation
import Glibc
import Synchronization
import Testing

@testable import Telemetry

@Suite struct LogOutputTests {
    private let pipe = Pipe()

    /// What can be read now.
    private func arrived() -> String {
        var ready = pollfd(fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&ready, 1, 0) == 1 else { return "" }
        return String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    }

    private func output(delayMilliseconds: Int) -> LogOutput {
        LogOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor, delayMilliseconds: delayMilliseconds)
    }

    @Test func `a line may wait, and what asks for attention brings it along`() {
        let output = output(delayMilliseconds: 3_600_000)
        output.append(Array("one\n".utf8), isUrgent: false)
        #expect(arrived() == "")
        output.append(Array("two\n".utf8), isUrgent: true)
        #expect(arrived() == "one\ntwo\n")
    }

    @Test func `what waits is written without another line`() {
        let output = output(delayMilliseconds: 1)
        for number in 1...3 {
            output.append(Array("\(number)\n".utf8), isUrgent: false)
            var ready = pollfd(fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            #expect(poll(&ready, 1, 30_000) == 1)
            #expect(arrived() == "\(number)\n")
        }
    }

    @Test func `lines of many threads arrive whole, each thread's in its order`() throws {
        let output = output(delayMilliseconds: 1)
        let (threads, lines) = (4, 500)
        let collected = Mutex(Data())
        let reading = try WorkerThread(name: "reader") { [pipe] in
            let data = pipe.fileHandleForReading.readDataToEndOfFile()
            collected.withLock { $0 = data }
        }
        let writers = try (0..<threads).map { thread in
            try WorkerThread(name: "writer") {
                for line in 0..<lines {
                    let text = "\(thread) \(line) \(String(repeating: "x", count: line))\n"
                    output.append(Array(text.utf8), isUrgent: false)
                }
            }
        }
        writers.forEach { $0.join() }
        output.flush()
        try pipe.fileHandleForWriting.close()
        reading.join()
        let text = String(decoding: collected.withLock { $0 }, as: UTF8.self)
        var next = Array(repeating: 0, count: threads)
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            let thread = try #require(Int(words[0]))
            #expect(Int(words[1]) == next[thread] && words[2].utf8.count == next[thread])
            next[thread] += 1
        }
        #expect(next == Array(repeating: lines, count: threads))
    }

    @Test func `a piece is whole lines, as many as a pipe takes whole`() {
        let short = Array(repeating: Array("0123456789\n".utf8), count: 1000).flatMap { $0 }
        #expect(LogOutput.piece(of: short[...]).count == 4096 / 11 * 11)
        let long = Array(repeating: UInt8(ascii: "x"), count: 10_000) + Array("\nnext\n".utf8)
        #expect(LogOutput.piece(of: long[...]).count == 10_001)
        #expect(LogOutput.piece(of: long[10_001...]).count == 5)
    }
}
