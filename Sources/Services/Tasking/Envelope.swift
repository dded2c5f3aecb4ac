internal import Base
internal import FoundationEssentials
internal import Postgres
internal import Storage

/// An entry of a Redis list: `{"id":"…","user":"…","kind":"…","arguments":{…}}`; the user is all zeros for the
/// installation's own work.
///
/// The same task always gives the same bytes, and id and user stand at fixed places: entries are removed by value, and scripts
/// read the two without parsing. The row decides what runs; kind and arguments are there for people who look at the list.
struct Envelope {
    let id: UUID
    let bytes: [UInt8]

    private static let head = Array("{\"id\":\"".utf8)
    private static let nobody = Array("00000000-0000-0000-0000-000000000000".utf8)

    init(id: UUID, user: UUID?, kind: String, arguments: JSON) {
        self.id = id
        var bytes = Self.head
        bytes.reserveCapacity(130 + kind.utf8.count + arguments.bytes.count)
        bytes += id.text.utf8
        bytes += "\",\"user\":\"".utf8
        if let user {
            bytes += user.text.utf8
        } else {
            bytes += Self.nobody
        }
        bytes += "\",\"kind\":\"".utf8
        bytes += kind.utf8
        bytes += "\",\"arguments\":".utf8
        bytes += arguments.bytes
        bytes.append(UInt8(ascii: "}"))
        self.bytes = bytes
    }

    init(_ entry: TaskEntry) {
        self.init(
            id: entry.snapshot.id, user: entry.snapshot.userID, kind: entry.snapshot.kind, arguments: entry.arguments)
    }

    /// Reads an entry; nil for bytes that are none.
    init?(entry: [UInt8]) {
        guard entry.starts(with: Self.head), entry.count >= 43,
            let id = UUID(text: String(decoding: entry[7..<43], as: UTF8.self))
        else { return nil }
        self.id = id
        bytes = entry
    }

    static func check(kind: String) throws(TaskingError) {
        let isWord = kind.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard isWord, (1...80).contains(kind.utf8.count) else {
            throw TaskingError(.malformedKind, "the kind \"\(kind)\" is no lower-case word")
        }
    }
}
