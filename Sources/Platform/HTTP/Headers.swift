/// The fields of a message (RFC 9110, section 5): ordered, names compared without regard to case.
///
/// A field whose name is not a token or whose value has a control character but the tab is refused, so that no text from
/// a user can start a field of its own, end the head of a response or be read in two ways behind it.
public struct Headers: Sendable, Sequence {
    /// One field, as it was given.
    public struct Field: Sendable, Equatable {
        public let name: String
        public let value: String
    }

    private var fields: [Field] = []

    public init() {}

    /// Fields in the given order; refused ones are left out.
    public init(_ fields: [(String, String)]) {
        for (name, value) in fields { add(name, value) }
    }

    /// The value of the first field of the name, or nil.
    public subscript(name: String) -> String? {
        fields.first { $0.name.equalsIgnoringCase(name) }?.value
    }

    /// The values of every field of the name, in order.
    public func all(_ name: String) -> [String] {
        fields.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
    }

    /// Adds a field after the others.
    /// - Returns: false, with nothing added, where the name or the value may not stand in a field.
    @discardableResult
    public mutating func add(_ name: String, _ value: String) -> Bool {
        guard Headers.isName(name), Headers.isValue(value) else { return false }
        fields.append(Field(name: name, value: value))
        return true
    }

    /// Replaces every field of the name by one.
    /// - Returns: false, with nothing changed, where the name or the value may not stand in a field.
    @discardableResult
    public mutating func set(_ name: String, _ value: String) -> Bool {
        guard Headers.isName(name), Headers.isValue(value) else { return false }
        remove(name)
        fields.append(Field(name: name, value: value))
        return true
    }

    /// Adds the fields of `others` whose names are not here yet.
    public mutating func addMissing(_ others: Headers) {
        let own = fields
        for field in others.fields where !own.contains(where: { $0.name.equalsIgnoringCase(field.name) }) {
            fields.append(field)
        }
    }

    /// Removes every field of the name.
    public mutating func remove(_ name: String) {
        fields.removeAll { $0.name.equalsIgnoringCase(name) }
    }

    public var isEmpty: Bool { fields.isEmpty }

    public var count: Int { fields.count }

    public func makeIterator() -> IndexingIterator<[Field]> { fields.makeIterator() }

    /// Adds a member to a list field such as `Vary`, unless it is there.
    public mutating func append(_ member: String, toListOf name: String) {
        guard let current = self[name] else {
            set(name, member)
            return
        }
        let members = current.utf8.split(separator: Octet.comma).map { Substring($0).trimmingBlanks }
        if !members.contains(where: { $0.equalsIgnoringCase(member) }) { set(name, "\(current), \(member)") }
    }

    static func isName(_ name: String) -> Bool {
        !name.utf8.isEmpty && name.utf8.allSatisfy(Octet.isToken)
    }

    static func isValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { !Octet.isControl($0) || $0 == Octet.tab }
    }
}
