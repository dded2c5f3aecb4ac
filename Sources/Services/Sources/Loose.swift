internal import FoundationEssentials

/// A JSON scalar that sources write now as one type, now as another. Arrays, objects and null are `.none`.
enum Loose: Decodable {
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case none

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let integer = try? container.decode(Int.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            self = .none
        }
    }

    /// Text and numbers as text.
    var string: String? {
        switch self {
        case .text(let text): text
        case .integer(let integer): String(integer)
        case .number(let number): String(number)
        case .flag, .none: nil
        }
    }

    var integer: Int? {
        switch self {
        case .integer(let integer): integer
        case .number(let number): Int(exactly: number.rounded())
        case .text(let text): Int(text)
        case .flag, .none: nil
        }
    }
}
