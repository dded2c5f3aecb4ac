import Templates
import Testing

/// The escaper and the memory it writes to, against the plainest escaper there is.
@Suite struct EscapingTests {
    private func escaped(_ text: String) -> [UInt8] {
        var output = HTMLOutput(capacity: 0)
        output.appendEscaped(text)
        return Array(output.bytes)
    }

    @Test func `each of the five is replaced at every place of a word`() {
        for length in 0...40 {
            for place in 0..<length {
                for special in ["\"", "&", "'", "<", ">"] {
                    let text =
                        String(repeating: "a", count: place) + special
                        + String(repeating: "z", count: length - place - 1)
                    #expect(escaped(text) == Reference.escaped(text), "\(text)")
                }
            }
        }
    }

    @Test func `nothing else is replaced`() {
        let others = (0...0x2ff).compactMap(Unicode.Scalar.init).filter { !"\"&'<>".unicodeScalars.contains($0) }
        for scalar in others {
            for text in ["\(scalar)", "12345\(scalar)", "1234567\(scalar)", "123456789\(scalar)1234567"] {
                #expect(escaped(text) == Array(text.utf8), "U+\(String(scalar.value, radix: 16))")
            }
        }
    }

    @Test(arguments: 0..<200)
    func `any text is written as the plainest escaper writes it`(seed: Int) {
        var random = Random(seed: UInt64(seed))
        let text = random.text(ofAtMost: seed % 10 == 0 ? 20_000 : 60)
        #expect(escaped(text) == Reference.escaped(text))
        let part = text.dropFirst(text.count / 3)
        #expect(escaped(String(part)) == Reference.escaped(String(part)))
    }

    @Test func `memory grows under what is already written, and is used again`() {
        var output = HTMLOutput(capacity: 0)
        var random = Random(seed: 7)
        for _ in 0..<20 {
            var expected: [UInt8] = []
            output.clear()
            for _ in 0..<50 {
                let text = random.text(ofAtMost: 200)
                output.append("<p>")
                output.appendEscaped(text)
                text.utf8.withContiguousStorageIfAvailable { output.append(UnsafeRawBufferPointer($0)) }
                expected += Array("<p>".utf8) + Reference.escaped(text) + Array(text.utf8)
            }
            #expect(Array(output.bytes) == expected)
        }
    }

    @Test func `a megabyte of nothing but quotes is six megabytes`() {
        let text = String(repeating: "\"", count: 1 << 20)
        #expect(escaped(text) == Reference.escaped(text))
    }
}
