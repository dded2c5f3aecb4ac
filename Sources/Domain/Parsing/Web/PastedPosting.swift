public import Model

/// Reads a posting that somebody pasted as text.
///
/// What they said of it beside the text counts. Else the first line is the title ("Cook at Acme" names the company as well),
/// and lines such as "Company: Acme" and "Location: Berlin" near the beginning say the rest.
public struct PastedPosting: Sendable {
    public var text: String
    public var title: String
    public var company: String
    public var location: String

    public init(text: String, title: String = "", company: String = "", location: String = "") {
        self.text = text
        self.title = title
        self.company = company
        self.location = location
    }

    /// Lines at the beginning in which facts stand.
    private static let headLines = 15

    /// - Parameters:
    ///   - address: a made-up address, for what has none of its own: an identity, never fetched.
    ///   - unnamed: what a company is called that is not named.
    public func draft(
        address: String, unnamed: String, limits: PostingLimits = PostingLimits()
    ) throws(PostingError) -> PostingDraft {
        let lines = text.utf8.prefix(20_000).split { $0 == 10 || $0 == 13 }.prefix(Self.headLines)
            .map { PostingText.line(String(decoding: $0, as: UTF8.self), limit: 400) }.filter { !$0.isEmpty }
        var title = title
        var company = company
        if title.isEmpty, let first = lines.first {
            let plain = String(first.drop { $0 == "#" || $0 == "*" || $0 == " " })
            title = Self.fact(plain, ["title", "position", "role", "stelle"]) ?? plain
            if company.isEmpty, let at = title.firstRange(of: " at ") ?? title.firstRange(of: " @ ") {
                company = String(title[at.upperBound...])
                title = String(title[..<at.lowerBound])
            }
        }
        if company.isEmpty {
            company =
                lines.lazy.compactMap { Self.fact($0, ["company", "employer", "firma", "unternehmen"]) }.first
                ?? unnamed
        }
        var fields = PostingFields(url: address, title: title, company: company)
        let place =
            location.isEmpty
            ? lines.lazy.compactMap { Self.fact($0, ["location", "place", "ort", "standort", "where"]) }.first
            : location
        fields.location = place
        fields.description = text
        return try fields.draft(limits: limits)
    }

    /// What follows one of the names and a colon.
    private static func fact(_ line: String, _ names: [String]) -> String? {
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = line[..<colon].lowercased().filter { $0.isLetter }
        guard names.contains(name) else { return nil }
        let value = PostingText.line(String(line[line.utf8.index(after: colon)...]), limit: 200).drop {
            $0 == "*" || $0 == " "
        }
        return value.isEmpty ? nil : String(value)
    }
}
