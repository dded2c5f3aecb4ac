internal import FoundationEssentials

/// JSON of whatever shape: what a source sends where it should send something else must be told apart from what is absent.
indirect enum RecordValue: Decodable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([RecordValue])
    case object([String: RecordValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([RecordValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: RecordValue].self))
        }
    }
}

extension [String: RecordValue] {
    /// The first of the members that is there and not null.
    func first(of names: [String]) -> RecordValue? {
        for name in names {
            switch self[name] {
            case nil, .null?: continue
            case let value?: return value
            }
        }
        return nil
    }
}
