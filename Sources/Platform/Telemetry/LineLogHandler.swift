internal import Base
internal import FoundationEssentials
public import Logging

/// Writes one JSON object a line: time, level, message, logger, then the metadata by its dotted keys.
///
/// Texts are cut at a length, and line ends and
/// control characters are escaped, so that nothing a client sends can forge a line.
public struct LineLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let output: LogOutput

    /// The most bytes of one value that are written.
    public static let valueLimit = 4096

    public init(label: String, level: Logger.Level, output: LogOutput = .standardError) {
        self.label = label
        self.output = output
        logLevel = level
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line = Array("{\"time\":\"".utf8)
        line.append(contentsOf: UTCDate.format(Date()).utf8)
        line.append(contentsOf: "\",\"level\":\"".utf8)
        line.append(contentsOf: event.level.rawValue.utf8)
        line.append(contentsOf: "\",\"message\":".utf8)
        Self.appendQuoted(event.message.description, to: &line)
        line.append(contentsOf: ",\"logger\":".utf8)
        Self.appendQuoted(label, to: &line)
        let all = event.metadata.map { metadata.merging($0) { _, new in new } } ?? metadata
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            line.append(UInt8(ascii: ","))
            Self.appendQuoted(key, to: &line)
            line.append(UInt8(ascii: ":"))
            Self.appendQuoted(value.description, to: &line)
        }
        line.append(contentsOf: "}\n".utf8)
        output.append(line, isUrgent: event.level >= .warning)
    }

    static func appendQuoted(_ text: String, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        var end =
            text.utf8.index(text.utf8.startIndex, offsetBy: valueLimit, limitedBy: text.utf8.endIndex)
            ?? text.utf8.endIndex
        // Half a character at the cut would make the whole line unreadable to whoever wants UTF-8.
        while end > text.utf8.startIndex, end < text.utf8.endIndex, text.utf8[end] & 0xc0 == 0x80 {
            text.utf8.formIndex(before: &end)
        }
        for byte in text.utf8[..<end] {
            switch byte {
            case UInt8(ascii: "\""): line.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): line.append(contentsOf: "\\\\".utf8)
            case UInt8(ascii: "\n"): line.append(contentsOf: "\\n".utf8)
            case 0..<32, 127:
                line.append(contentsOf: "\\u00".utf8)
                line.append(contentsOf: [byte].hex.utf8)
            default: line.append(byte)
            }
        }
        line.append(UInt8(ascii: "\""))
    }
}

extension LineLogHandler {
    /// A logger that writes such lines.
    public static func logger(_ label: String, level: Logger.Level) -> Logger {
        Logger(label: label) { LineLogHandler(label: $0, level: level) }
    }
}
