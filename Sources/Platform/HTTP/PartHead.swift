/// The head of one part of a form (RFC 7578, section 4).
struct PartHead {
    let name: String
    /// nil for a field; empty where a form's file input was left alone.
    let fileName: String?
    let contentType: String

    /// - Parameter octets: the lines of the head, without the empty line that ends it.
    init(_ octets: [UInt8]) throws(Problem) {
        let refusal = Problem.badRequest("A part of the form is malformed.")
        guard let text = String(validating: octets, as: UTF8.self) else { throw refusal }
        var disposition: String?
        var type: String?
        for line in text.utf8.split(separator: Octet.lineFeed, omittingEmptySubsequences: true) {
            // A line ends in CRLF; a line that starts with a blank would continue the one before (obsolete).
            guard line.last == Octet.carriageReturn, let first = line.first, Octet.isToken(first),
                let colon = line.firstIndex(of: Octet.colon)
            else { throw refusal }
            let content = line.dropLast()
            guard content.allSatisfy({ !Octet.isControl($0) || $0 == Octet.tab }) else { throw refusal }
            let name = Substring(content[..<colon]).asciiLowercased
            let value = Substring(content[content.index(after: colon)...]).trimmingBlanks
            switch name {
            case "content-disposition":
                guard disposition == nil else { throw refusal }
                disposition = value
            case "content-type":
                guard type == nil else { throw refusal }
                type = value
            case "content-transfer-encoding":
                guard ["7bit", "8bit", "binary"].contains(value.asciiLowercased) else {
                    throw .badRequest("A part of the form is encoded; send it as it is.")
                }
            default: break
            }
        }
        guard let disposition else { throw refusal }
        var scanner = FieldScanner(disposition)
        guard scanner.token()?.asciiLowercased == "form-data", let parameters = scanner.parameters(),
            let name = parameters.first(where: { $0.name == "name" })?.value, !name.isEmpty
        else { throw refusal }
        self.name = Self.unescaped(name)
        // `filename*` is forbidden here (RFC 7578, section 4.2): it makes a file of the part, but gives it no name.
        let plain = parameters.first { $0.name == "filename" }?.value
        fileName = plain.map(Self.safeFileName) ?? (parameters.contains { $0.name == "filename*" } ? "upload" : nil)
        contentType = type.flatMap(MediaType.init)?.name ?? "application/octet-stream"
    }

    /// What browsers escape in names: the quote and the ends of lines. Only the quote comes back.
    private static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(Octet.percent) else { return text }
        var octets: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let octet = rest.first {
            if rest.starts(with: [Octet.percent, 0x32, 0x32]) {
                octets.append(Octet.quote)
                rest = rest.dropFirst(3)
            } else {
                octets.append(octet)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }

    /// The last component of a path of either kind, without control and direction characters, at most 255 octets.
    static func safeFileName(_ text: String) -> String {
        if text.isEmpty { return "" }
        let unescaped = unescaped(text)
        let component = unescaped.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
            .last
        var name = String.UnicodeScalarView()
        var count = 0
        for scalar in component ?? Substring().unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7f..<0xa0, 0x200b...0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: continue
            default:
                count += UTF8.width(scalar)
                if count > 255 { break }
                name.append(scalar)
            }
        }
        let trimmed = String(name).trimmingBlanks
        return trimmed.utf8.allSatisfy { $0 == Octet.dot } ? "upload" : trimmed
    }
}
