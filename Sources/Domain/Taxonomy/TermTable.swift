internal import Base

/// The names that others give skills, as a set that is read where it lies: the list of `skill-extractor`, thirty thousand
/// names of one to six words, which `.ci/prepare` turns into the hashes of their words.
///
/// It says that a name is in use as a skill's, not what skill it is: `SkillLexicon` knows canonical names and aliases.
public struct TermTable: Sendable {
    /// The table of this installation, or nil where `make setup` has not brought it.
    public static let shared: TermTable? = try? TermTable(path: InstalledFile.path("terms.bin"))

    /// The longest name, in words.
    public static let longest = 6

    private let file: MappedFile
    private let mask: Int

    private static let magic = Array("HUNTTRM1".utf8)
    private static let headSize = 16

    /// The table in the file at `path`.
    /// - Throws: ``TaxonomyError`` where the file is missing or is not what it should be.
    public init(path: String) throws(TaxonomyError) {
        do throws(MappedFile.Problem) { file = try MappedFile(path: path) } catch {
            throw TaxonomyError(words: "\(error): run `make setup`")
        }
        guard file.bytes.count >= Self.headSize, file.bytes.prefix(8).elementsEqual(Self.magic) else {
            throw TaxonomyError(words: "\(path) is no table of terms: run `make setup`")
        }
        let slots = Int(file.bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        guard slots > 0, slots & (slots - 1) == 0, file.bytes.count == Self.headSize + 8 * slots else {
            throw TaxonomyError(words: "\(path) is damaged: run `make setup`")
        }
        mask = slots - 1
    }

    /// Whether the table has a name with this hash.
    public func contains(_ phrase: PhraseHash) -> Bool {
        guard let start = file.bytes.baseAddress else { return false }
        var slot = Int(truncatingIfNeeded: phrase.value) & mask
        for _ in 0...mask {
            let found = (start + Self.headSize + 8 * slot).loadUnaligned(as: UInt64.self)
            if found == phrase.value { return true }
            if found == 0 { return false }
            slot = (slot + 1) & mask
        }
        return false
    }
}

/// The hash of a row of words, each by its own hash in lower case (FNV-1a); `.ci/prepare` computes the same.
public struct PhraseHash: Sendable, Hashable {
    /// The hash; never 0.
    public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The hash of no words.
    public init() {}

    /// Adds a word behind the others.
    public mutating func append(_ word: UInt64) {
        value = (value ^ word) &* 0x100_0000_01b3
        value ^= value >> 32
        if value == 0 { value = 1 }
    }
}
