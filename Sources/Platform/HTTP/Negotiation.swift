/// Proactive content negotiation (RFC 9110, section 12.5.1).
public enum Negotiation {
    /// Which of the offered media types an `Accept` value likes best.
    /// - Parameters:
    ///   - accept: the field's value; nil accepts everything.
    ///   - offers: `type/subtype` in lower case, the server's favourite first: it wins a tie.
    /// - Returns: nil where none is acceptable.
    public static func preferred(accept: String?, offers: [String]) -> String? {
        guard let accept, !accept.isEmpty else { return offers.first }
        let ranges = accept.utf8.split(separator: Octet.comma).prefix(64).compactMap { Range(String(Substring($0))) }
        if ranges.isEmpty { return offers.first }
        var best: (offer: String, quality: Double)?
        for offer in offers {
            // The most specific range that covers the offer gives its quality.
            let match = ranges.filter { $0.covers(offer) }.max { $0.specificity < $1.specificity }
            guard let quality = match?.quality, quality > 0 else { continue }
            if quality > best?.quality ?? 0 { best = (offer, quality) }
        }
        return best?.offer
    }

    private struct Range {
        let name: String
        let quality: Double

        init?(_ text: String) {
            var scanner = FieldScanner(text)
            scanner.skipBlanks()
            guard let type = scanner.token(), scanner.take(Octet.slash), let subtype = scanner.token(),
                let parameters = scanner.parameters()
            else { return nil }
            name = "\(type)/\(subtype)".asciiLowercased
            let stated = parameters.first { $0.name == "q" }.map { Double($0.value) ?? 0 } ?? 1
            quality = min(max(stated, 0), 1)
        }

        var specificity: Int { name == "*/*" ? 0 : name.hasSuffix("/*") ? 1 : 2 }

        func covers(_ offer: String) -> Bool {
            switch specificity {
            case 0: true
            case 1: offer.hasPrefix(name.dropLast())
            default: offer == name
            }
        }
    }
}
