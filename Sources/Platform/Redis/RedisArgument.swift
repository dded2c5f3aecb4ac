/// One word of a command: any bytes.
public struct RedisArgument: Sendable, Hashable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    public init(_ text: some StringProtocol) {
        bytes = [UInt8](text.utf8)
    }

    public init(_ number: some BinaryInteger) {
        bytes = [UInt8](String(number).utf8)
    }

    public init(stringLiteral value: String) {
        self.init(value)
    }

    public init(integerLiteral value: Int) {
        self.init(value)
    }
}

/// Commands in Redis's wire form (RESP 2): an array of bulk strings.
struct CommandBuffer {
    private(set) var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(256)
    }

    mutating func append(_ arguments: [RedisArgument]) {
        header(UInt8(ascii: "*"), arguments.count)
        for argument in arguments {
            header(UInt8(ascii: "$"), argument.bytes.count)
            bytes += argument.bytes
            endLine()
        }
    }

    private mutating func header(_ kind: UInt8, _ count: Int) {
        bytes.append(kind)
        bytes += String(count).utf8
        endLine()
    }

    private mutating func endLine() {
        bytes.append(13)
        bytes.append(10)
    }
}
