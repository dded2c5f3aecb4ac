/// Small questions about single octets that the parsers of this module share.
enum Octet {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let percent: UInt8 = 0x25
    static let ampersand: UInt8 = 0x26
    static let plus: UInt8 = 0x2b
    static let comma: UInt8 = 0x2c
    static let hyphen: UInt8 = 0x2d
    static let dot: UInt8 = 0x2e
    static let slash: UInt8 = 0x2f
    static let colon: UInt8 = 0x3a
    static let semicolon: UInt8 = 0x3b
    static let equals: UInt8 = 0x3d
    static let question: UInt8 = 0x3f
    static let backslash: UInt8 = 0x5c
    static let underscore: UInt8 = 0x5f
    static let delete: UInt8 = 0x7f

    static func isControl(_ octet: UInt8) -> Bool { octet < space || octet == delete }

    static func isDigit(_ octet: UInt8) -> Bool { octet &- 0x30 < 10 }

    static func isLetter(_ octet: UInt8) -> Bool { (octet | 0x20) &- 0x61 < 26 }

    static func lowercased(_ octet: UInt8) -> UInt8 { octet &- 0x41 < 26 ? octet | 0x20 : octet }

    /// `tchar` of RFC 9110, section 5.6.2.
    static func isToken(_ octet: UInt8) -> Bool {
        if isLetter(octet) || isDigit(octet) { return true }
        switch octet {
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e, 0x5f, 0x60, 0x7c, 0x7e: return true
        default: return false
        }
    }

    /// `unreserved` of RFC 3986, section 2.3.
    static func isUnreserved(_ octet: UInt8) -> Bool {
        isLetter(octet) || isDigit(octet) || octet == hyphen || octet == dot || octet == underscore || octet == 0x7e
    }
}

extension StringProtocol {
    /// Whether the two are equal when ASCII letters of either case are the same.
    func equalsIgnoringCase(_ other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { Octet.lowercased($0) == Octet.lowercased($1) }
    }

    /// The text with ASCII letters in lower case.
    var asciiLowercased: String {
        utf8.contains { $0 &- 0x41 < 26 } ? String(decoding: utf8.map(Octet.lowercased), as: UTF8.self) : String(self)
    }

    /// The text without spaces and tabs at its ends.
    var trimmingBlanks: String {
        func isBlank(_ octet: UInt8) -> Bool { octet == Octet.space || octet == Octet.tab }
        guard let first = utf8.first, let last = utf8.reversed().first else { return "" }
        if !isBlank(first), !isBlank(last) { return String(self) }
        let octets = utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        return String(decoding: Array(octets), as: UTF8.self)
    }
}
