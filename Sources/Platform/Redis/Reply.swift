/// What Redis answered.
public enum Reply: Sendable, Equatable {
    case string([UInt8])
    case integer(Int64)
    case array([Reply])
    case null
    case status(String)
    case error(String)

    /// The bytes of a string or status.
    public var bytes: [UInt8]? {
        switch self {
        case .string(let bytes): bytes
        case .status(let text): [UInt8](text.utf8)
        default: nil
        }
    }

    /// A string or status as text, an integer in decimals.
    public var string: String? {
        switch self {
        case .string(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let text): text
        case .integer(let number): "\(number)"
        default: nil
        }
    }

    /// An integer, or a string of decimals.
    public var int: Int? {
        switch self {
        case .integer(let number): Int(number)
        case .string(let bytes): Int(String(decoding: bytes, as: UTF8.self))
        default: nil
        }
    }

    public var array: [Reply]? {
        if case .array(let replies) = self { replies } else { nil }
    }

    /// The strings of an array; an element that is none is left out.
    public var strings: [String]? {
        array?.compactMap(\.string)
    }

    /// Pairs as `HGETALL` gives them.
    public var dictionary: [String: String]? {
        guard let array, array.count.isMultiple(of: 2) else { return nil }
        var pairs: [String: String] = [:]
        for index in stride(from: 0, to: array.count, by: 2) {
            guard let key = array[index].string else { return nil }
            pairs[key] = array[index + 1].string
        }
        return pairs
    }

    /// The reply itself; throws `RedisError(.server)` if it is an error. For replies of a pipeline.
    public func get(command: String? = nil) throws -> Reply {
        if case .error(let text) = self { throw RedisError(reply: text, command: command) }
        return self
    }
}
