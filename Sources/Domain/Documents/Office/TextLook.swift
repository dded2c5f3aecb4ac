import Model

/// A colour as documents write it: red, green and blue of eight bits.
struct InkColor: Equatable {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    static let white = InkColor(red: 255, green: 255, blue: 255)

    init(red: UInt8, green: UInt8, blue: UInt8) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }

    /// "FFFFFF" or "#ffffff"; nil for anything else, "auto" and "transparent" among it.
    init?(hex: some StringProtocol) {
        let digits = hex.utf8.first == UInt8(ascii: "#") ? Substring(hex.dropFirst()) : Substring(hex)
        guard digits.utf8.count == 6, let value = UInt32(digits, radix: 16) else { return nil }
        self.init(red: UInt8(value >> 16), green: UInt8(value >> 8 & 0xFF), blue: UInt8(value & 0xFF))
    }

    /// The largest difference in one of the three: below `leastContrast` nobody tells the two apart.
    func difference(from other: InkColor) -> Int {
        max(
            abs(Int(red) - Int(other.red)), abs(Int(green) - Int(other.green)), abs(Int(blue) - Int(other.blue)))
    }

    /// Of 255. White paper and #E6E6E6 are 25 apart.
    static let leastContrast = 24
}

/// What is behind a text.
enum Backdrop: Equatable {
    case color(InkColor)
    /// A picture, a pattern, a style that is not looked into: nothing is concluded from it.
    case unknown
}

/// How a run of an office document's text is drawn, as far as it matters for whether people see it.
struct TextLook: Equatable {
    /// Points below which text is a mark on the paper.
    static let leastSize = 2.5

    var isMarkedHidden = false
    /// Nil: automatic, which is always told apart from what is behind it.
    var color: InkColor?
    /// In points.
    var size: Double?
    /// The run's own backdrop; nil: that of what it stands in.
    var backdrop: Backdrop?

    /// Why nobody sees text of this look on `behind`, or nil where somebody does.
    func hiding(on behind: Backdrop) -> HiddenText.Reason? {
        if isMarkedHidden { return .marked }
        if let size, size < Self.leastSize { return .tiny }
        guard let color, case .color(let behind) = backdrop ?? behind else { return nil }
        return color.difference(from: behind) < InkColor.leastContrast ? .background : nil
    }
}
