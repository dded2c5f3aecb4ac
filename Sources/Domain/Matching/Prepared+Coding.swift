internal import Embedding
internal import FoundationEssentials
internal import Model

/// Bytes that are no prepared side of this version: prepare the text again.
public struct PreparedSideError: Error, CustomStringConvertible {
    public var description: String { "no prepared side of version \(Prepared.format)" }
}

/// The form of prepared sides as bytes.
enum Prepared {
    /// Changes whenever what is prepared of a text does, or how it is written.
    static let format: UInt8 = 5
    private static let magic: [UInt8] = [0x48, 0x4D]

    enum Kind: UInt8 { case resume = 1, posting = 2 }

    static func head(_ kind: Kind, isWhole: Bool) -> ByteWriter {
        var writer = ByteWriter()
        writer.append(bytes: magic + [format, kind.rawValue, isWhole ? 1 : 0])
        return writer
    }

    /// Reads the head, then what `body` reads, and nothing more may follow.
    static func read<Side>(
        _ bytes: some Collection<UInt8>, _ kind: Kind,
        _ body: (inout ByteReader, _ isWhole: Bool) throws(ByteReader.Damage) -> Side
    ) throws(PreparedSideError) -> Side {
        func side(_ bytes: UnsafeRawBufferPointer) -> Side? {
            var reader = ByteReader(bytes)
            do throws(ByteReader.Damage) {
                guard try Array(reader.bytes(4)) == magic + [format, kind.rawValue] else { return nil }
                let flag = try reader.byte()
                guard flag <= 1 else { return nil }
                let side = try body(&reader, flag == 1)
                return reader.isAtEnd ? side : nil
            } catch { return nil }
        }
        let whole = bytes.withContiguousStorageIfAvailable { side(UnsafeRawBufferPointer($0)) }
        guard let side = whole ?? Array(bytes).withUnsafeBytes({ side($0) }) else { throw PreparedSideError() }
        return side
    }
}

extension PreparedResume {
    /// The prepared resume as bytes of about twice its text, for a column or a file; ``init(decoding:)`` takes them back.
    /// They hold the text and the profile: they are as personal as the resume.
    public func encode() -> [UInt8] {
        var writer = Prepared.head(.resume, isWhole: isWhole)
        writer.append(side.profile) { writer, profile in writer.append(text: Array(ProfileBytes.encode(profile))) }
        features.encode(&writer)
        writer.append(skills) { $1.encode(&$0) }
        writer.append(titleTerms) { $0.append(hash: $1) }
        writer.append(titles) { $1.encode(&$0) }
        writer.append(years) { $1.encode(&$0) }
        facts.encode(&writer)
        writer.append(shingles) { $0.append(hash: $1) }
        writer.append(byte: profileCounts ? 1 : 0)
        return writer.bytes
    }

    /// The resume that ``encode()`` gave; a pair scores with it exactly as with the first.
    public init(decoding bytes: some Collection<UInt8>) throws(PreparedSideError) {
        self = try Prepared.read(bytes, .resume) { reader, isWhole throws(ByteReader.Damage) in
            let profile = try reader.optional { reader throws(ByteReader.Damage) in
                try ProfileBytes.decode(try reader.text())
            }
            let features = try Features(&reader)
            let text = String(decoding: features.bytes, as: UTF8.self)
            return PreparedResume(
                side: ResumeSide(text: text, profile: profile), features: features,
                skills: try NamedSkill.sorted(&reader, features), titleTerms: try reader.sortedHashes(),
                titles: try reader.items { reader throws(ByteReader.Damage) in try Stretch(&reader, in: features.bytes)
                },
                years: try reader.optional { reader throws(ByteReader.Damage) in
                    try StatedYears(&reader, in: features.bytes)
                },
                facts: try ResumeFacts(&reader, in: features.bytes), shingles: try reader.sortedHashes(),
                profileCounts: try reader.flag(), isWhole: isWhole)
        }
    }
}

extension PreparedPosting {
    /// The prepared posting as bytes of about twice its text, for a column or a file; ``init(decoding:)`` takes them back.
    public func encode() -> [UInt8] {
        var writer = Prepared.head(.posting, isWhole: isWhole)
        writer.append(text: Array(side.title.utf8))
        side.conditions.encode(&writer)
        features.encode(&writer)
        writer.append(skills) { $1.encode(&$0) }
        writer.append(title) { writer, word in
            writer.append(hash: word.term)
            writer.append(word.weight)
        }
        writer.append(titlePlace) { $1.encode(&$0) }
        writer.append(years) { $1.encode(&$0) }
        writer.append(levelYears) { $0.append($1) }
        writer.append(level) { $0.append(text: Array($1.rawValue.utf8)) }
        facts.encode(&writer)
        writer.append(shingles) { $0.append(hash: $1) }
        return writer.bytes
    }

    /// The posting that ``encode()`` gave; a pair scores with it exactly as with the first.
    public init(decoding bytes: some Collection<UInt8>) throws(PreparedSideError) {
        self = try Prepared.read(bytes, .posting) { reader, isWhole throws(ByteReader.Damage) in
            let title = String(decoding: try reader.text(), as: UTF8.self)
            let conditions = try PostingConditions(&reader)
            let features = try Features(&reader)
            let skills = try NamedSkill.sorted(&reader, features)
            var side = PostingSide(title: title, text: String(decoding: features.bytes, as: UTF8.self))
            side.conditions = conditions
            return PreparedPosting(
                side: side, features: features, skills: skills, skillWeight: skills.reduce(0) { $0 + $1.weight },
                title: try reader.items(atLeast: 8) { reader throws(ByteReader.Damage) in
                    TitleTerm(term: try reader.hash(), weight: try reader.float(most: 1))
                },
                titlePlace: try reader.optional { reader throws(ByteReader.Damage) in
                    try Stretch(&reader, in: features.bytes)
                },
                years: try reader.optional { reader throws(ByteReader.Damage) in
                    try StatedYears(&reader, in: features.bytes)
                },
                levelYears: try reader.optional { reader throws(ByteReader.Damage) in try reader.float(most: 1000) },
                level: try reader.optional { reader throws(ByteReader.Damage) in
                    guard let level = PostingLevel(rawValue: String(decoding: try reader.text(), as: UTF8.self)) else {
                        throw ByteReader.Damage()
                    }
                    return level
                },
                facts: try PostingFacts(&reader, in: features.bytes), shingles: try reader.sortedHashes(),
                isWhole: isWhole)
        }
    }
}

// MARK: What they are made of

extension ByteReader {
    /// Hashes in order: a walk over two lists stands on it.
    mutating func sortedHashes() throws(Damage) -> [UInt32] {
        let hashes = try items(atLeast: 4) { reader throws(Damage) in try reader.hash() }
        guard zip(hashes, hashes.dropFirst()).allSatisfy({ $0 <= $1 }) else { throw Damage() }
        return hashes
    }
}

extension Stretch {
    func encode(_ writer: inout ByteWriter) {
        writer.append(Int(start))
        writer.append(Int(count))
    }

    /// A stretch that lies within `bytes`.
    init(_ reader: inout ByteReader, in bytes: [UInt8]) throws(ByteReader.Damage) {
        let (start, count) = (try reader.number(), try reader.number())
        guard count <= Int(UInt16.max), start <= bytes.count - count else { throw ByteReader.Damage() }
        // Quotes are cut between characters.
        for edge in [start, start + count] where edge < bytes.count && bytes[edge] & 0xC0 == 0x80 {
            throw ByteReader.Damage()
        }
        self.init(start..<(start + count))
    }
}

extension StatedYears {
    func encode(_ writer: inout ByteWriter) {
        writer.append(years)
        writer.append(place) { $1.encode(&$0) }
    }

    init(_ reader: inout ByteReader, in bytes: [UInt8]) throws(ByteReader.Damage) {
        let years = try reader.float(most: 1000)
        self.init(
            years: years,
            place: try reader.optional { reader throws(ByteReader.Damage) in try Stretch(&reader, in: bytes) })
    }
}

extension NamedSkill {
    func encode(_ writer: inout ByteWriter) {
        writer.append(text: Array(name.utf8))
        writer.append(weight)
        writer.append(place) { $1.encode(&$0) }
        writer.append(source) { $0.append(text: Array($1.utf8)) }
    }

    static func sorted(_ reader: inout ByteReader, _ features: Features) throws(ByteReader.Damage) -> [NamedSkill] {
        let skills = try reader.items(atLeast: 7) { reader throws(ByteReader.Damage) in
            NamedSkill(
                name: String(decoding: try reader.text(), as: UTF8.self), weight: try reader.float(most: 1),
                place: try reader.optional { reader throws(ByteReader.Damage) in
                    try Stretch(&reader, in: features.bytes)
                },
                source: try reader.optional { reader throws(ByteReader.Damage) in
                    String(decoding: try reader.text(), as: UTF8.self)
                })
        }
        guard zip(skills, skills.dropFirst()).allSatisfy({ $0.id <= $1.id }) else { throw ByteReader.Damage() }
        return skills
    }
}

extension Features {
    func encode(_ writer: inout ByteWriter) {
        writer.append(text: bytes)
        writer.append(terms) { $0.append(hash: $1) }
        writer.append(bytes: counts.map(\.byte))
        for place in places { place.encode(&writer) }
        writer.append(marks) { writer, mark in
            mark.place.encode(&writer)
            writer.append(text: mark.fields)
            writer.append(mark.weight)
        }
        fields.encode(&writer)
        titleFields.encode(&writer)
        writer.append(bytes: meaning.bytes)
        writer.append(bytes: titleMeaning.bytes)
        writer.append(occupations) { writer, occupation in
            writer.append(hash: occupation.id)
            writer.append(Int(occupation.root))
        }
        writer.append(byte: isForeign ? 1 : 0)
    }

    init(_ reader: inout ByteReader) throws(ByteReader.Damage) {
        let bytes = try reader.text()
        guard String(validating: bytes, as: UTF8.self) != nil else { throw ByteReader.Damage() }
        let terms = try reader.sortedHashes()
        let counts = try reader.bytes(terms.count).map { TermCount(byte: $0) }
        var places: [Stretch] = []
        places.reserveCapacity(terms.count)
        for _ in terms { places.append(try Stretch(&reader, in: bytes)) }
        let marks = try reader.items(atLeast: 8) { reader throws(ByteReader.Damage) in
            let (place, fields) = (try Stretch(&reader, in: bytes), try reader.text())
            guard fields.allSatisfy({ Int($0) < FieldLexicon.shared.labels.count }) else { throw ByteReader.Damage() }
            return FieldMark(place: place, fields: fields, weight: try reader.float(most: 1e6))
        }
        self.init(
            bytes: bytes, terms: terms, counts: counts, places: places, marks: marks,
            fields: try FieldVector(&reader), titleFields: try FieldVector(&reader),
            meaning: try reader.vector(), titleMeaning: try reader.vector(),
            occupations: try reader.items(atLeast: 5) { reader throws(ByteReader.Damage) in
                let (id, root) = (try reader.hash(), try reader.number())
                guard root <= Int(UInt16.max) else { throw ByteReader.Damage() }
                return LikelyOccupation(id: id, root: UInt16(root))
            }, isForeign: try reader.flag())
    }
}

extension ByteReader {
    fileprivate mutating func vector() throws(Damage) -> CompactVector {
        guard let vector = CompactVector(bytes: try bytes(TextVector.dimension)) else { throw Damage() }
        return vector
    }
}

extension FieldVector {
    func encode(_ writer: inout ByteWriter) {
        writer.append(text: components)
        writer.append(mass)
    }

    init(_ reader: inout ByteReader) throws(ByteReader.Damage) {
        let components = try reader.text()
        guard components.isEmpty || components.count == FieldLexicon.shared.labels.count else {
            throw ByteReader.Damage()
        }
        self.init(components: components, mass: try reader.float(most: 1e6))
    }
}

/// A profile as bytes: what the scorer reads of it again when it takes words out of a resume.
private enum ProfileBytes {
    static func encode(_ profile: Profile) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(profile)) ?? Data()
    }

    static func decode(_ bytes: [UInt8]) throws(ByteReader.Damage) -> Profile {
        do { return try JSONDecoder().decode(Profile.self, from: Data(bytes)) } catch { throw ByteReader.Damage() }
    }
}
