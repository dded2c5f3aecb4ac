/// Splits text into the tokens of the vectors: byte pair encoding as Llama 2 does it.
///
/// A word with the space before it starts as its letters, and the neighbours whose join has the smallest number are
/// joined until none can be. A letter that has no token becomes the tokens of its bytes. Joins never reach over a space,
/// so words are taken one by one; runs of white space count as one space. Words longer than 64 letters are cut, which
/// bounds the work on text that is no language.
struct Tokenizer: Sendable {
    /// The token of the byte 0; the others follow.
    static let firstByte = 3
    private static let longestWord = 64

    private let file: ModelFile

    init(_ file: ModelFile) { self.file = file }

    /// Calls `body` with each token of valid UTF-8, in order.
    func forEachToken(in bytes: UnsafeBufferPointer<UInt8>, _ body: (UInt16) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: Self.longestWord + 4) { pieces in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.longestWord + 4) { joined in
                var index = 0
                while index < bytes.count {
                    let blank = Self.whiteSpaceLength(bytes, index)
                    if blank > 0 {
                        index += blank
                        continue
                    }
                    pieces[0] = file.space
                    var count = 1
                    while index < bytes.count, count < Self.longestWord, Self.whiteSpaceLength(bytes, index) == 0 {
                        index = append(bytes, index, to: pieces, &count)
                    }
                    count = join(pieces, count, joined)
                    for piece in 0..<count { body(pieces[piece]) }
                }
            }
        }
    }

    /// Appends the token of the scalar at `index`, or those of its bytes, and returns where the next scalar is.
    private func append(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, to pieces: UnsafeMutableBufferPointer<UInt16>,
        _ count: inout Int
    ) -> Int {
        let length = min(Self.scalarLength(bytes[index]), bytes.count - index)
        if let token = file.letters[Self.scalar(bytes, index, length)] {
            pieces[count] = UInt16(truncatingIfNeeded: token)
            count += 1
        } else {
            for offset in 0..<length {
                pieces[count] = UInt16(Self.firstByte + Int(bytes[index + offset]))
                count += 1
            }
        }
        return index + length
    }

    /// Joins what can be joined, and returns how many pieces are left.
    private func join(
        _ pieces: UnsafeMutableBufferPointer<UInt16>, _ count: Int, _ joined: UnsafeMutableBufferPointer<UInt32>
    ) -> Int {
        var count = count
        for index in 0..<(count - 1) { joined[index] = token(pieces[index], pieces[index + 1]) }
        while count > 1 {
            var best = 0
            for index in 1..<(count - 1) where joined[index] < joined[best] { best = index }
            guard joined[best] != UInt32.max else { break }
            pieces[best] = UInt16(truncatingIfNeeded: joined[best])
            count -= 1
            for index in (best + 1)..<max(best + 1, count) {
                pieces[index] = pieces[index + 1]
                joined[index] = joined[index + 1]
            }
            if best > 0 { joined[best - 1] = token(pieces[best - 1], pieces[best]) }
            if best + 1 < count { joined[best] = token(pieces[best], pieces[best + 1]) }
        }
        return count
    }

    /// The token of two neighbours together, or the largest number where there is none.
    @inline(__always)
    private func token(_ left: UInt16, _ right: UInt16) -> UInt32 {
        file.joins[UInt32(left) << 16 | UInt32(right)] ?? UInt32.max
    }

    @inline(__always)
    private static func scalarLength(_ byte: UInt8) -> Int {
        byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }

    @inline(__always)
    private static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ length: Int) -> UInt32 {
        let first = UInt32(bytes[index])
        guard length > 1 else { return first }
        var scalar = first & (0x7F >> UInt32(length))
        for offset in 1..<length { scalar = scalar << 6 | UInt32(bytes[index + offset] & 0x3F) }
        return scalar
    }

    /// How many bytes of white space stand at `index`: ASCII's, the no-break space and the spaces of U+2000 to U+200B.
    @inline(__always)
    private static func whiteSpaceLength(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        let byte = bytes[index]
        if byte <= 0x20 { return 1 }
        if byte == 0xC2, index + 1 < bytes.count, bytes[index + 1] == 0xA0 { return 2 }
        guard byte == 0xE2, index + 2 < bytes.count, bytes[index + 1] == 0x80 else { return 0 }
        return bytes[index + 2] <= 0x8B ? 3 : 0
    }
}
