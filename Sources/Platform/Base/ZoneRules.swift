internal import FoundationEssentials

/// A name that is no time zone of this machine.
public struct ZoneError: Error, Sendable, Equatable, CustomStringConvertible {
    public var name: String
    public var message: String

    public var description: String { "the time zone \"\(name)\" \(message)" }
}

/// How far a time zone's clocks are from UTC, and when they change: from the system's files (TZif, RFC 9636), because
/// FoundationEssentials knows no zones and glibc only one for a process.
public struct ZoneRules: Sendable {
    /// Clocks change at an instant, from one distance east of UTC to another; all in seconds.
    public struct Change: Sendable, Equatable {
        public let at: Int
        public let before: Int
        public let after: Int
    }

    public let name: String
    /// In order; those that files leave to a rule are written out up to the year 2199.
    private let changes: [Change]
    /// Before the first change.
    private let first: Int

    public static let utc = ZoneRules(name: "UTC", changes: [], first: 0)

    private static let folder = "/usr/share/zoneinfo/"
    private static let lastYear = 2199
    private static let byteLimit = 1 << 20

    /// - Parameter name: a name of the IANA's database such as `Europe/Berlin`; `UTC` needs no file.
    public init(named name: String) throws(ZoneError) {
        if name == "UTC" {
            self = .utc
            return
        }
        let isName = name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { word in
            guard let first = word.utf8.first, UInt8(ascii: "A")...UInt8(ascii: "Z") ~= first else { return false }
            return word.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
                    true
                default: false
                }
            }
        }
        guard isName, name.utf8.count <= 60, let file = FileManager.default.contents(atPath: Self.folder + name) else {
            throw ZoneError(name: name, message: "is not known here; names look like Europe/Berlin or UTC")
        }
        try self.init(name: name, file: [UInt8](file.prefix(Self.byteLimit)))
    }

    init(name: String, file: [UInt8]) throws(ZoneError) {
        guard let zone = ZoneFile(file) else { throw ZoneError(name: name, message: "has a file that cannot be read") }
        var steps = zone.steps
        if let rule = zone.rule {
            let from = steps.last.map { UTCDate.civil(fromDays: UTCDate.floorDivide($0.at, 86_400)).year } ?? 1970
            let after = steps.last?.at ?? .min
            steps += rule.steps(years: from...Self.lastYear).filter { $0.at > after }
        }
        var offset = zone.first
        var changes: [Change] = []
        for step in steps where step.offset != offset {
            changes.append(Change(at: step.at, before: offset, after: step.offset))
            offset = step.offset
        }
        self.init(name: name, changes: changes, first: zone.first)
    }

    private init(name: String, changes: [Change], first: Int) {
        self.name = name
        self.changes = changes
        self.first = first
    }

    /// Seconds east of UTC at an instant (seconds since 1970).
    public func offset(at instant: Int) -> Int { change(through: instant)?.after ?? first }

    /// The first change after an instant.
    public func change(after instant: Int) -> Change? {
        let index = index(after: instant)
        return index < changes.count ? changes[index] : nil
    }

    /// The last change at or before an instant.
    public func change(through instant: Int) -> Change? {
        let index = index(after: instant)
        return index > 0 ? changes[index - 1] : nil
    }

    private func index(after instant: Int) -> Int {
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at > instant { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
