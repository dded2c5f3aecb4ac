/// A statement, or a part of one, with its parameters.
///
/// Written as a literal, an interpolated value becomes a bound parameter (`$1`, `$2`, ...) and never part of the text, so no
/// value can change what the statement means.
///
///     let found: SQL = "select id, title from postings where country = \(country) limit \(limit)"
///
/// Interpolating another `SQL` nests it; the parameters are numbered anew. `\(raw:)` puts text in verbatim and
/// `\(identifier:)` a quoted name; never give `raw` anything a user wrote.
public struct SQL: Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
    /// The text around the parameters: always one piece more than parameters.
    private var pieces: [String]
    private(set) var parameters = ParameterList()

    public init(stringLiteral value: String) {
        pieces = [value]
    }

    /// Text without parameters, verbatim.
    public init(raw text: String) {
        pieces = [text]
    }

    public init(stringInterpolation interpolation: Interpolation) {
        self = interpolation.sql
    }

    /// No text and no parameters.
    public var isEmpty: Bool { pieces.count == 1 && pieces[0].isEmpty }

    /// The text as the server gets it.
    public var text: String {
        var text = pieces[0]
        for (index, piece) in pieces.enumerated().dropFirst() {
            text += "$\(index)"
            text += piece
        }
        return text
    }

    /// The text; parameters show as `$n`.
    public var description: String { text }

    public mutating func append(_ other: SQL) {
        pieces[pieces.count - 1] += other.pieces[0]
        pieces += other.pieces.dropFirst()
        parameters.append(other.parameters)
    }

    public static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.append(right)
        return sum
    }

    public static func += (left: inout SQL, right: SQL) {
        left.append(right)
    }

    private mutating func append(text: String) {
        pieces[pieces.count - 1] += text
    }

    private mutating func append(parameter value: some PostgresEncodable) {
        parameters.append(value)
        pieces.append("")
    }

    /// Collects literal parts and parameters.
    public struct Interpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL(raw: "")

        public init(literalCapacity: Int, interpolationCount: Int) {}

        public mutating func appendLiteral(_ literal: String) {
            sql.append(text: literal)
        }

        /// Binds a value as a parameter.
        public mutating func appendInterpolation<T: PostgresEncodable>(_ value: T) {
            sql.append(parameter: value)
        }

        /// Binds a value, or NULL.
        public mutating func appendInterpolation<T: PostgresEncodable>(_ value: T?) {
            sql.append(parameter: value)
        }

        /// Binds the raw value of an enum (or another raw-valued type) as a parameter.
        @_disfavoredOverload
        public mutating func appendInterpolation<T: RawRepresentable>(_ value: T) where T.RawValue: PostgresEncodable {
            sql.append(parameter: value.rawValue)
        }

        /// Binds the raw value, or NULL.
        @_disfavoredOverload
        public mutating func appendInterpolation<T: RawRepresentable>(_ value: T?) where T.RawValue: PostgresEncodable {
            sql.append(parameter: value?.rawValue)
        }

        /// Nests a statement or a part of one.
        public mutating func appendInterpolation(_ fragment: SQL) {
            sql.append(fragment)
        }

        /// Binds a value as `jsonb`, encoded as `JSON(encoding:)` does.
        public mutating func appendInterpolation<T: Encodable>(json value: T) {
            do {
                sql.append(parameter: try JSON(encoding: value))
            } catch {
                sql.append(parameter: JSON?.none)
                sql.parameters.fail(error)
            }
        }

        /// Puts text in verbatim. Only for text the program itself wrote.
        public mutating func appendInterpolation(raw text: String) {
            sql.append(text: text)
        }

        /// Puts a name in, quoted (`"name"`), for tables or columns chosen at run time.
        public mutating func appendInterpolation(identifier name: String) {
            let parts = name.split(separator: "\"", omittingEmptySubsequences: false)
            sql.append(text: "\"" + parts.joined(separator: "\"\"") + "\"")
        }
    }
}

extension Collection where Element == SQL {
    /// The parts one after another with `separator` between them; empty for no parts.
    public func joined(separator: SQL) -> SQL {
        var all: SQL = ""
        for (index, part) in self.enumerated() {
            if index > 0 { all.append(separator) }
            all.append(part)
        }
        return all
    }
}
