/// Phrases by which postings state constraints: one list for who stores them and for who compares them with a resume. Phrases
/// stand between bars.
public enum ConstraintWords {
    public static let remote = """
        fully remote|100 remote|remote position|remote role|remote job|remote opportunity|work from anywhere|\
        this role is remote|this position is remote|vollständig remote|komplett remote|remote stelle|\
        100 homeoffice|100 home office|полностью удаленно|полностью удалённо|полностью удаленная|\
        полностью удалённая|удаленная работа|удалённая работа|удаленный формат|удалённый формат|работа удаленно|\
        работа удалённо
        """

    /// "Hybrid" alone says nothing of the work: clouds, vehicles and apps are hybrid too.
    public static let hybrid = """
        hybrid work|hybrid working|hybrid role|hybrid position|hybrid job|hybrid model|hybrid schedule|hybrid office|\
        hybrid setup|hybrid set up|hybrid arrangement|hybrid workplace|hybrid work mode|work hybrid|\
        days a week in the office|days per week in the office|days a week in our office|days in the office|\
        days in our office|days on site|days onsite|hybrides arbeiten|hybride arbeit|hybrides arbeitsmodell|\
        tage homeoffice|tage home office|tage im homeoffice|tage im home office|teilweise homeoffice|\
        anteilig homeoffice|mobiles arbeiten tageweise|гибридный формат|гибридный график|гибридная работа|\
        гибридного формата
        """

    public static let onSite = """
        fully on site|fully onsite|on site only|onsite only|not remote|not a remote|no remote|100 on site|\
        100 onsite|in person only|on site role|on site position|onsite role|onsite position|kein homeoffice|\
        kein home office|keine remote arbeit|nur vor ort|работа в офисе|только офис|без удаленки|без удалёнки
        """

    /// Whether a word is followed by no other word of its sentence part: "Hybrid, three days", but not "hybrid cloud".
    public static func standsAlone(_ word: Range<Int>, in bytes: [UInt8]) -> Bool {
        var at = word.upperBound
        while at < bytes.count, bytes[at] == 0x20 { at += 1 }
        guard at < bytes.count, bytes[at] >= 0x20 else { return true }
        // "hybrid-cloud" is one word, "Hybrid - Berlin" are two.
        if bytes[at] == UInt8(ascii: "-") { return at > word.upperBound }
        return ").,;|]".utf8.contains(bytes[at])
    }

    /// Whether a line or a sentence begins with a word.
    public static func beginsSentence(_ word: Range<Int>, in bytes: [UInt8]) -> Bool {
        var at = word.lowerBound
        while at > 0, " -*".utf8.contains(bytes[at - 1]) { at -= 1 }
        return at == 0 || "\n.!?".utf8.contains(bytes[at - 1])
    }

    /// Whether a sentence ends between two words.
    /// - Parameter gap: the bytes from the end of the first to the start of the second.
    static func endsSentence(_ gap: Range<Int>, in bytes: [UInt8]) -> Bool {
        for byte in bytes[gap] {
            if byte == 0x0A || byte == UInt8(ascii: ";") { return true }
            // "U.S. or Canada" goes on.
            if ".!?".utf8.contains(byte), isCapital(bytes, gap.upperBound) { return true }
        }
        return false
    }

    static func isCapital(_ bytes: [UInt8], _ at: Int) -> Bool {
        guard at + 1 < bytes.count else { return at < bytes.count && (0x41...0x5A).contains(bytes[at]) }
        switch bytes[at] {
        case 0x41...0x5A: return true
        case 0xC3: return (0x80...0x9E).contains(bytes[at + 1])
        case 0xD0: return bytes[at + 1] == 0x81 || (0x90...0xAF).contains(bytes[at + 1])
        default: return false
        }
    }
}

/// A text's words, whoever split it, as the readers of constraints need them.
public struct ConstraintText<Part> {
    let bytes: [UInt8]
    let count: Int
    let range: (Int) -> Range<Int>
    /// What the phrase that begins at a word means, and the word behind it.
    public let part: (Int) -> (meaning: Part, end: Int)?

    /// - Parameters:
    ///   - range: the bytes of the word of an index.
    ///   - part: what the phrase that begins at a word means.
    public init(
        _ bytes: [UInt8], count: Int, range: @escaping (Int) -> Range<Int>,
        part: @escaping (Int) -> (meaning: Part, end: Int)?
    ) {
        self.bytes = bytes
        self.count = count
        self.range = range
        self.part = part
    }

    /// The bytes before a word, from the end of the one before it.
    func gap(before index: Int) -> Range<Int> { range(index - 1).upperBound..<range(index).lowerBound }

    /// Whether a word belongs to the sentence of the one before it.
    func goesOn(at index: Int) -> Bool { !ConstraintWords.endsSentence(gap(before: index), in: bytes) }
}
