/// Makes text safe to store and search: what a database refuses, what hides or reorders text, and what only typesetting
/// needs is taken out.
enum TextCleaner {
    /// Clean text of at most `maximumBytes` bytes of UTF-8, and whether it was cut.
    static func clean(_ scalars: [Unicode.Scalar], maximumBytes: Int) -> (text: String, isTruncated: Bool) {
        var out: [UInt8] = []
        out.reserveCapacity(scalars.count + scalars.count / 8)
        var line = LineState()
        for scalar in scalars {
            guard out.count < maximumBytes - 8 else { return (finish(out), true) }
            line.take(scalar, &out)
        }
        return (finish(out), false)
    }

    /// Whether there is a letter or a digit in `text`.
    static func saysSomething(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    }

    private static func finish(_ bytes: [UInt8]) -> String {
        var end = bytes.count
        while end > 0, bytes[end - 1] <= 0x20 { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}

/// What stands between the last character written and the next.
private struct LineState {
    private var breaks = 2  // none are wanted before the first character
    private var hasSpace = false
    private var hasTab = false
    private var isEmpty = true

    mutating func take(_ scalar: Unicode.Scalar, _ out: inout [UInt8]) {
        switch scalar.value {
        case 0x0A, 0x2028, 0x2029, 0x0C, 0x85:
            breaks += 1
            hasSpace = false
            hasTab = false
        case 0x09, 0x0B: hasTab = true
        case 0x20, 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: hasSpace = true
        // Controls, soft hyphens, joiners that show nothing, marks of direction, tags, variation selectors, noncharacters.
        case 0...0x1F, 0x7F...0x9F, 0xAD, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF0...0xFFFF,
            0xFE00...0xFE0F, 0xFDD0...0xFDEF, 0xE0000...0xE0FFF:
            break
        case let value where value & 0xFFFE == 0xFFFE: break
        case 0xFB00: putAll("ff", &out)
        case 0xFB01: putAll("fi", &out)
        case 0xFB02: putAll("fl", &out)
        case 0xFB03: putAll("ffi", &out)
        case 0xFB04: putAll("ffl", &out)
        case 0xFB05, 0xFB06: putAll("st", &out)
        case 0xE000...0xF8FF, 0xF0000...0x10FFFF: putAll("•", &out)  // signs of symbol fonts, bullets nearly always
        default: put(scalar, &out)
        }
    }

    private mutating func putAll(_ text: StaticString, _ out: inout [UInt8]) {
        open(&out)
        text.withUTF8Buffer { out.append(contentsOf: $0) }
    }

    private mutating func put(_ scalar: Unicode.Scalar, _ out: inout [UInt8]) {
        open(&out)
        UTF8.encode(scalar).map { out.append(contentsOf: $0) }
    }

    private mutating func open(_ out: inout [UInt8]) {
        if isEmpty {
            isEmpty = false
        } else if breaks > 0 {
            out.append(0x0A)
            if breaks > 1 { out.append(0x0A) }
        } else if hasTab {
            out.append(0x09)
        } else if hasSpace {
            out.append(0x20)
        }
        breaks = 0
        hasSpace = false
        hasTab = false
    }
}
