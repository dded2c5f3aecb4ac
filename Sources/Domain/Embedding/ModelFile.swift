internal import Base

/// The file of vectors that `.ci/prepare` writes: a head of 64 bytes, the table of joins, the table of letters, a scale for
/// each token, and its row of 256 signed bytes. It is read where it lies.
struct ModelFile: Sendable {
    let joins: NumberTable
    let letters: NumberTable
    /// The token of a space, which stands before every word.
    let space: UInt16
    let tokenCount: Int
    private let file: MappedFile
    private let scales: Int
    private let rows: Int

    private static let magic = Array("HUNTEMB1".utf8)
    private static let headSize = 64

    /// - Throws: ``EmbeddingError`` where the file is missing or is not what it should be.
    init(path: String) throws(EmbeddingError) {
        let file: MappedFile
        do throws(MappedFile.Problem) { file = try MappedFile(path: path) } catch {
            throw EmbeddingError(words: "\(error): run `make setup`")
        }
        let bytes = file.bytes
        guard bytes.count > Self.headSize, bytes.prefix(8).elementsEqual(Self.magic) else {
            throw EmbeddingError(words: "\(path) is no file of vectors: run `make setup`")
        }
        func number(_ index: Int) -> Int { Int(bytes.loadUnaligned(fromByteOffset: 8 + 4 * index, as: UInt32.self)) }
        let (tokens, dimension, joins, letters) = (number(0), number(1), number(2), number(3))
        let tables = Self.headSize + (joins + letters) * NumberTable.slotSize
        guard tokens > Tokenizer.firstByte + 255, tokens <= 1 << 16, number(4) < tokens,
            dimension == TextVector.dimension, NumberTable.isUsable(slots: joins),
            NumberTable.isUsable(slots: letters), bytes.count == tables + tokens * (4 + dimension)
        else { throw EmbeddingError(words: "\(path) is damaged: run `make setup`") }
        self.file = file
        self.joins = NumberTable(file, at: Self.headSize, slots: joins)
        self.letters = NumberTable(file, at: Self.headSize + joins * NumberTable.slotSize, slots: letters)
        space = UInt16(number(4))
        tokenCount = tokens
        scales = tables
        rows = tables + tokens * 4
    }

    /// Adds the vector of a token to `sum`, which has room for ``TextVector/dimension`` components.
    @inline(__always)
    func add(_ token: UInt16, to sum: UnsafeMutablePointer<Float>) {
        guard token < tokenCount, let start = file.bytes.baseAddress else { return }
        let scale = (start + scales + 4 * Int(token)).loadUnaligned(as: Float.self)
        let row = (start + rows + TextVector.dimension * Int(token)).assumingMemoryBound(to: Int8.self)
        for index in 0..<TextVector.dimension { sum[index] += Float(row[index]) * scale }
    }
}

/// A table from numbers of 32 bits to numbers of 32 bits, at most half full, read where it lies: open addressing with linear
/// steps, as `.ci/prepare` writes it.
struct NumberTable: Sendable {
    static let slotSize = 8
    private static let empty = UInt32.max

    private let file: MappedFile
    private let offset: Int
    private let mask: Int

    static func isUsable(slots: Int) -> Bool { slots > 0 && slots <= 1 << 24 && slots & (slots - 1) == 0 }

    init(_ file: MappedFile, at offset: Int, slots: Int) {
        self.file = file
        self.offset = offset
        mask = slots - 1
    }

    subscript(key: UInt32) -> UInt32? {
        guard let start = file.bytes.baseAddress else { return nil }
        var slot = Int((key &* 0x9E37_79B1) >> 7) & mask
        // A damaged table may have no empty slot; a whole one never needs many steps.
        for _ in 0...mask {
            let cell = start + offset + slot * Self.slotSize
            let found = cell.loadUnaligned(as: UInt32.self)
            if found == key { return (cell + 4).loadUnaligned(as: UInt32.self) }
            if found == Self.empty { return nil }
            slot = (slot + 1) & mask
        }
        return nil
    }
}

/// The vectors cannot be used.
public struct EmbeddingError: Error, CustomStringConvertible {
    let words: String

    public var description: String { words }
}
