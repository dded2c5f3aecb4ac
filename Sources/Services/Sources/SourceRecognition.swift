internal import Base
internal import FoundationEssentials
public import Outbound
internal import Parsing

/// A source that a person meant: found behind the name of a company or an address.
public struct RecognisedSource: Sendable, Equatable {
    public var kind: String
    public var settings: [String: String]
    /// What to call it, such as "Acme (Greenhouse)".
    public var name: String

    public init(kind: String, settings: [String: String], name: String) {
        self.kind = kind
        self.settings = settings
        self.name = name
    }
}

/// Finds the board behind what a person gives: its own address, a careers page that leads to it, or a company's name.
public enum SourceRecognition {
    /// Boards have addresses of these forms.
    private static let boards: [(kind: String, host: String, path: [String], region: String?)] = [
        (Greenhouse.kind, "boards.greenhouse.io", [], nil), (Greenhouse.kind, "job-boards.greenhouse.io", [], nil),
        (Greenhouse.kind, "job-boards.eu.greenhouse.io", [], nil),
        (Greenhouse.kind, "boards-api.greenhouse.io", ["v1", "boards"], nil),
        (Lever.kind, "jobs.lever.co", [], nil), (Lever.kind, "jobs.eu.lever.co", [], "eu"),
        (Lever.kind, "api.lever.co", ["v0", "postings"], nil),
        (Lever.kind, "api.eu.lever.co", ["v0", "postings"], "eu"),
        (Ashby.kind, "jobs.ashbyhq.com", [], nil),
        (Ashby.kind, "api.ashbyhq.com", ["posting-api", "job-board"], nil),
    ]
    private static let names = [Greenhouse.kind: "Greenhouse", Lever.kind: "Lever", Ashby.kind: "Ashby"]
    /// Where all postings of a site are one source.
    private static let sites = [
        "arbeitnow.com": (Arbeitnow.kind, "Arbeitnow"), "remoteok.com": (RemoteOK.kind, "RemoteOK"),
        "themuse.com": (Muse.kind, "The Muse"),
    ]
    /// Bytes of a page that are looked through.
    private static let pageBytes = 3_000_000

    /// Whether a text is meant as an address.
    public static func isAddress(_ text: String) -> Bool {
        text.contains("://")
            || (text.contains(".") && !text.contains(" ") && !text.hasSuffix("."))
    }

    /// Whether there is something to look for: a name, or an address of the web that has a host.
    public static func canLookUp(_ given: String) -> Bool {
        guard let colon = given.firstIndex(of: ":") else { return true }
        let scheme = given[..<colon].lowercased()
        guard given[given.index(after: colon)...].hasPrefix("//") else {
            // "re:cap" is a company.
            return !schemes.contains(scheme)
        }
        return ["http", "https"].contains(scheme) && url(given)?.host()?.isEmpty == false
    }

    /// Of what is no company's name, and no address with a port ("acme.com:8080").
    private static let schemes: Set = [
        "http", "https", "ftp", "file", "javascript", "vbscript", "data", "blob", "about", "mailto", "tel",
    ]

    /// The board of an address, without asking anybody.
    public static func board(at address: String) -> RecognisedSource? {
        guard let url = url(address), var host = url.host()?.lowercased() else { return nil }
        let parts = url.path().split(separator: "/").map(String.init)
        for form in boards where form.host == host {
            // Greenhouse puts the board of an embedded list into a parameter.
            let embedded = parts.first == "embed" ? parameter("for", of: url) : nil
            let rest = parts.starts(with: form.path) ? parts.dropFirst(form.path.count).first : nil
            guard let token = embedded ?? (parts.first == "embed" ? nil : rest), isToken(token) else { continue }
            return source(form.kind, token, region: form.region)
        }
        if host.hasPrefix("www.") { host.removeFirst(4) }
        return sites[host].map { RecognisedSource(kind: $0.0, settings: [:], name: $0.1) }
    }

    /// Finds the source that a person meant.
    /// - Parameters:
    ///   - addresses: base addresses by kind, as in ``SourceSettings``.
    ///   - client: what it asks boards with; a dozen requests at the most.
    ///   - visitor: what it fetches the page with that was named.
    /// - Returns: nil where none of the boards that are known to us has the company, and the address leads to none.
    /// - Throws: where the last answer that might have been the board's is no answer.
    public static func find(
        _ given: String, addresses: [String: String], client: any HTTPClient, visitor: any HTTPClient
    ) throws(SourceError) -> RecognisedSource? {
        guard isAddress(given) else { return try company(given, addresses: addresses, client: client) }
        if let known = board(at: given) { return known }
        guard let url = url(given) else { return nil }
        let page: OutboundResponse
        do throws(SourceError) {
            page = try SourceFetching.send(
                OutboundRequest(
                    url: url.absoluteString,
                    headers: [
                        OutboundHeader("Accept", "text/html, application/rss+xml, application/atom+xml, */*;q=0.5")
                    ],
                    maximumBodyBytes: pageBytes), client: visitor)
        } catch {
            // The page is only one of the ways.
            guard let name = companyName(of: url),
                let known = try company(name, addresses: addresses, client: client)
            else { throw error }
            return known
        }
        // A careers page that is nothing but a redirect to its board.
        if let known = board(at: page.url) { return known }
        if let entries = try? FeedProbe.entries(page.body), entries > 0 {
            return RecognisedSource(
                kind: Feed.kind, settings: ["address": page.url], name: url.host() ?? page.url)
        }
        if let known = linkedBoard(in: page.body) { return known }
        if let feed = feedLink(in: page.body, at: page.url) {
            return RecognisedSource(kind: Feed.kind, settings: ["address": feed], name: url.host() ?? feed)
        }
        if let name = companyName(of: url), let known = try company(name, addresses: addresses, client: client) {
            return known
        }
        // Its own list is all that there is.
        let list = CareersPage.kind
        let reader = try SourceRegistry.reader(kind: list, settings: SourceSettings(["address": page.url]))
        guard try reader.health(client: visitor).postings > 0 else { return nil }
        return RecognisedSource(
            kind: list, settings: ["address": page.url], name: "\(url.host() ?? page.url) (careers)")
    }

    /// Asks each board for the company.
    private static func company(
        _ name: String, addresses: [String: String], client: any HTTPClient
    ) throws(SourceError) -> RecognisedSource? {
        var lastError: SourceError?
        for token in tokens(of: name) {
            for (kind, region) in [(Greenhouse.kind, nil), (Lever.kind, nil), (Ashby.kind, nil), (Lever.kind, "eu")] {
                let found = source(kind, token, region: region, name: name)
                do throws(SourceError) {
                    let reader = try SourceRegistry.reader(
                        kind: kind, settings: SourceSettings(found.settings, addresses: addresses))
                    // A board without postings may be one that does not exist: Ashby answers so.
                    if try reader.health(client: client).postings > 0 { return found }
                } catch {
                    if error.code != .notFound { lastError = error }
                }
            }
        }
        if let lastError { throw lastError }
        return nil
    }

    /// How boards may write a company's name: as one word, with hyphens, without what follows it.
    static func tokens(of name: String) -> [String] {
        let legal: Set = ["inc", "gmbh", "ltd", "llc", "ag", "se", "plc", "corp", "co", "bv", "sa", "ab", "oy", "the"]
        var words: [String] = []
        var word: [UInt8] = []
        for byte in Array(name.lowercased().utf8) + [32] {
            if (97...122).contains(byte) || (48...57).contains(byte) {
                word.append(byte)
            } else if !word.isEmpty, byte != UInt8(ascii: "'") {
                words.append(String(decoding: word, as: UTF8.self))
                word = []
            }
        }
        let kept = words.filter { !legal.contains($0) }
        if !kept.isEmpty { words = kept }
        var tokens: [String] = []
        for token in [words.joined(), words.joined(separator: "-"), words.first ?? ""]
        where token.utf8.count >= 2 && !tokens.contains(token) {
            tokens.append(token)
        }
        return tokens
    }

    /// "https://careers.acme.com" is Acme's.
    private static func companyName(of url: URL) -> String? {
        guard let host = url.host()?.lowercased() else { return nil }
        let parts = host.split(separator: ".").map(String.init)
        guard parts.count >= 2, parts.last?.utf8.allSatisfy({ (97...122).contains($0) }) == true else { return nil }
        // "acme.co.uk"
        let isSecondLevel = parts.count >= 3 && ["co", "com", "org", "net", "ac"].contains(parts[parts.count - 2])
        return parts[parts.count - (isSecondLevel ? 3 : 2)]
    }

    /// The first board that a page links to or embeds.
    private static func linkedBoard(in body: [UInt8]) -> RecognisedSource? {
        for form in boards {
            var rest = body[...]
            let host = Array(form.host.utf8)
            while let found = rest.firstRange(of: host) {
                let end = body[found.upperBound...].firstIndex { !isAddressByte($0) } ?? body.endIndex
                let text = String(decoding: body[found.lowerBound..<min(end, found.upperBound + 300)], as: UTF8.self)
                if let known = board(at: "https://" + text.replacing("&amp;", with: "&")) { return known }
                rest = body[found.upperBound...]
            }
        }
        return nil
    }

    /// `<link rel="alternate" type="application/rss+xml" href="…">`, whose address speaks of jobs.
    private static func feedLink(in body: [UInt8], at page: String) -> String? {
        var rest = body.prefix(pageBytes)
        while let start = rest.firstRange(of: Array("<link".utf8)) {
            let end = rest[start.upperBound...].firstIndex(of: UInt8(ascii: ">")) ?? rest.endIndex
            let tag = String(decoding: rest[start.upperBound..<end], as: UTF8.self)
            rest = rest[end...]
            guard tag.contains("application/rss+xml") || tag.contains("application/atom+xml"),
                let name = tag.firstRange(of: "href=")
            else { continue }
            let value = tag[name.upperBound...]
            let quote = value.first ?? " "
            guard quote == "\"" || quote == "'" else { continue }
            let text = value.dropFirst().prefix { $0 != quote }
            let lower = text.lowercased()
            guard ["job", "career", "vacanc", "position", "stellen"].contains(where: lower.contains),
                let address = URL(string: String(text), relativeTo: URL(string: page))?.absoluteString
            else { continue }
            return address
        }
        return nil
    }

    private static func source(
        _ kind: String, _ token: String, region: String?, name: String? = nil
    ) -> RecognisedSource {
        var settings = ["board": token]
        if let region { settings["region"] = region }
        if let name { settings["company"] = name }
        return RecognisedSource(
            kind: kind, settings: settings, name: "\(name ?? token) (\(names[kind] ?? kind))")
    }

    private static func url(_ text: String) -> URL? {
        CanonicalURL(text.contains("://") ? text : "https://" + text).flatMap { URL(string: $0.url) }
    }

    private static func parameter(_ name: String, of url: URL) -> String? {
        url.query()?.split(separator: "&").first { $0.hasPrefix(name + "=") }.map {
            String($0.dropFirst(name.count + 1))
        }
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 100
            && text.utf8.allSatisfy {
                (97...122).contains($0 | 32) || (48...57).contains($0) || [45, 46, 95].contains($0)
            }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        (33...126).contains(byte) && ![34, 39, 60, 62, 92, 96].contains(byte)
    }
}
