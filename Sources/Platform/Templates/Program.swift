/// A template resolved against the types it shows: every name is the index of a frame and a closure.
struct Program: Sendable {
    indirect enum Operation: Sendable {
        case bytes([UInt8])
        case text(frame: Int, @Sendable (UnsafeRawPointer) -> String)
        case optionalText(frame: Int, @Sendable (UnsafeRawPointer) -> String?)
        case html(frame: Int, @Sendable (UnsafeRawPointer) -> TrustedHTML)
        case when(frame: Int, @Sendable (UnsafeRawPointer) -> Bool, [Operation])
        case each(frame: Int, @Sendable (UnsafeRawPointer, (UnsafeRawPointer) -> Void) -> Void, [Operation])
    }

    let operations: [Operation]

    /// Appends what the program says of `frames` to `output`.
    func run(frames: [UnsafeRawPointer], into output: inout [UInt8]) {
        var stack = frames
        Self.run(operations, &stack, &output)
    }

    private static func run(_ operations: [Operation], _ frames: inout [UnsafeRawPointer], _ output: inout [UInt8]) {
        for operation in operations {
            switch operation {
            case .bytes(let bytes): output.append(contentsOf: bytes)
            case .text(let frame, let get): output.appendEscaped(get(frames[frame]))
            case .optionalText(let frame, let get):
                if let text = get(frames[frame]) { output.appendEscaped(text) }
            case .html(let frame, let get): output.append(contentsOf: get(frames[frame]).bytes)
            case .when(let frame, let test, let body):
                if test(frames[frame]) { run(body, &frames, &output) }
            case .each(let frame, let each, let body):
                each(frames[frame]) { element in
                    frames.append(element)
                    run(body, &frames, &output)
                    frames.removeLast()
                }
            }
        }
    }
}

extension [UInt8] {
    /// Appends text with the five characters that mean something in HTML text and attributes replaced.
    mutating func appendEscaped(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            for (index, byte) in bytes.enumerated() {
                let replacement: StaticString
                switch byte {
                case UInt8(ascii: "&"): replacement = "&amp;"
                case UInt8(ascii: "<"): replacement = "&lt;"
                case UInt8(ascii: ">"): replacement = "&gt;"
                case UInt8(ascii: "\""): replacement = "&quot;"
                case UInt8(ascii: "'"): replacement = "&#39;"
                default: continue
                }
                append(contentsOf: bytes[start..<index])
                append(
                    contentsOf: UnsafeBufferPointer(
                        start: replacement.utf8Start, count: replacement.utf8CodeUnitCount))
                start = index + 1
            }
            append(contentsOf: bytes[start...])
        }
    }
}
