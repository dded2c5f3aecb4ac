internal import Base
internal import FoundationEssentials
public import Outbound
internal import Synchronization

/// What a site's `robots.txt` asks of programs such as this one (RFC 9309, with the `Crawl-delay` that many write).
public struct Robots: Sendable, Equatable {
    /// One `Allow` or `Disallow`.
    struct Rule: Sendable, Equatable {
        /// Percent-encoded as an address is; `*` stands for anything and a final `$` for the end.
        var pattern: [UInt8]
        var allows: Bool
    }

    private var rules: [Rule] = []
    /// Seconds that the site asks to leave between two requests, or nil.
    public private(set) var crawlDelay: Double?

    /// Everything may be fetched: what a site says that has no such file.
    public static let silent = Robots()
    /// Nothing may be fetched: what a site says that cannot tell (RFC 9309, section 2.3.1.4).
    public static let closed = Robots(rules: [Rule(pattern: [UInt8(ascii: "/")], allows: false)])

    private init(rules: [Rule] = []) {
        self.rules = rules
    }

    /// Bytes of a file that are read (RFC 9309, section 2.5, asks for 500 KiB at least).
    public static let byteLimit = 512 << 10

    /// Reads a file for the program of that product token: the groups that name it, else those for `*`.
    /// - Parameter product: such as `ResumeHunter`; compared without regard to case.
    public init(_ bytes: [UInt8], product: String) {
        let token = product.utf8.map(Self.lower)
        var own = Group()
        var common = Group()
        var names: [[UInt8]] = []
        var areNamesComplete = false
        for line in bytes.prefix(Self.byteLimit).split(whereSeparator: { $0 == 10 || $0 == 13 }) {
            guard let (key, value) = Self.field(line) else { continue }
            if key == Array("user-agent".utf8) {
                if areNamesComplete { names = [] }
                areNamesComplete = false
                // "ResumeHunter/1.0" names the product as well.
                names.append(value.prefix { Self.isToken($0) || $0 == UInt8(ascii: "*") }.map(Self.lower))
                if names.last == token { own.isNamed = true }
                continue
            }
            areNamesComplete = true
            if names.contains(token) { own.add(key, value) }
            if names.contains([UInt8(ascii: "*")]) { common.add(key, value) }
        }
        let group = own.isNamed ? own : common
        rules = group.rules
        crawlDelay = group.crawlDelay
    }

    /// Whether an address of the site may be fetched: the longest rule that fits decides, `Allow` among equals.
    /// - Parameter target: path and query, as they are sent.
    public func allows(_ target: String) -> Bool {
        let target = Self.encoded(Array(target.utf8.prefix { $0 != UInt8(ascii: "#") }))
        let fitting = rules.filter { Self.matches($0.pattern[...], target[...]) }
        let longest = fitting.max { ($0.pattern.count, $0.allows ? 1 : 0) < ($1.pattern.count, $1.allows ? 1 : 0) }
        return longest?.allows ?? true
    }

    /// The rules below one or more `User-agent` lines.
    private struct Group {
        var isNamed = false
        var rules: [Rule] = []
        var crawlDelay: Double?

        mutating func add(_ key: [UInt8], _ value: ArraySlice<UInt8>) {
            switch String(decoding: key, as: UTF8.self) {
            case "allow", "disallow":
                // An empty "Disallow" forbids nothing.
                guard !value.isEmpty, rules.count < Robots.ruleLimit else { return }
                rules.append(Rule(pattern: Robots.encoded(Array(value)), allows: key.first == UInt8(ascii: "a")))
            case "crawl-delay":
                let seconds = Double(String(decoding: value, as: UTF8.self))
                if let seconds, seconds.isFinite, seconds >= 0 { crawlDelay = max(crawlDelay ?? 0, seconds) }
            default: break
            }
        }
    }

    private static let ruleLimit = 5000

    private static func field(_ line: ArraySlice<UInt8>) -> ([UInt8], ArraySlice<UInt8>)? {
        let text = line.prefix { $0 != UInt8(ascii: "#") }
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        var key = trimmed(text[..<colon])
        if key.starts(with: [0xef, 0xbb, 0xbf]) { key = key.dropFirst(3) }
        return (key.map(lower), trimmed(text[(colon + 1)...]))
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = bytes.drop { $0 <= 32 }
        return start.prefix(upTo: start.lastIndex { $0 > 32 }.map { $0 + 1 } ?? start.startIndex)
    }

    /// Codes in upper case and bytes beyond ASCII as codes, so that two spellings of one path are equal.
    private static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        var codeDigits = 0
        for byte in bytes {
            if codeDigits > 0 {
                codeDigits -= 1
                out.append((97...102).contains(byte) ? byte - 32 : byte)
            } else if byte <= 32 || byte >= 127 {
                out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                if byte == UInt8(ascii: "%") { codeDigits = 2 }
                out.append(byte)
            }
        }
        return out
    }

    /// Whether the pattern fits the beginning of the target. Two pointers and one place to go back to: no pattern takes longer
    /// than its length times the target's.
    private static func matches(_ pattern: ArraySlice<UInt8>, _ target: ArraySlice<UInt8>) -> Bool {
        let isAnchored = pattern.last == UInt8(ascii: "$")
        // What is not anchored goes on with anything.
        let pattern = Array(isAnchored ? pattern.dropLast() : pattern + [UInt8(ascii: "*")])
        let target = Array(target)
        var (at, place) = (0, 0)
        var back: (pattern: Int, target: Int)?
        while place < target.count {
            if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
                back = (at, place)
                at += 1
            } else if at < pattern.count, pattern[at] == target[place] {
                at += 1
                place += 1
            } else if let last = back {
                back = (last.pattern, last.target + 1)
                at = last.pattern + 1
                place = last.target + 1
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }

    private static func isToken(_ byte: UInt8) -> Bool {
        (97...122).contains(lower(byte)) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}

/// The `robots.txt` of the sites that are visited, each fetched once in a while.
public final class RobotsBook: Sendable {
    /// The product token that files are read for.
    public static let product = "ResumeHunter"

    private struct Entry {
        var robots: Robots
        var until: ContinuousClock.Instant
    }

    private let client: any HTTPClient
    private let keptFor: Duration
    private let capacity: Int
    private let entries = Mutex<[String: Entry]>([:])

    /// - Parameters:
    ///   - client: past the egress guard and the limits of each host.
    ///   - keptFor: how long an answer counts; a site that could not answer is asked again after a minute.
    ///   - capacity: sites that are remembered.
    public init(client: any HTTPClient, keptFor: Duration = .seconds(3600), capacity: Int = 1000) {
        self.client = client
        self.keptFor = keptFor
        self.capacity = capacity
    }

    /// Why a page is not read.
    public static let refusal = "the site asks programs not to read this page (robots.txt)"

    /// Lets an address pass that its site does not ask programs to leave alone.
    /// - Throws: `refusedByGuard` with ``refusal``, or when this is not the time to ask the site at all.
    public func admit(_ location: WebLocation) throws(OutboundError) {
        guard try robots(of: location.origin).allows(location.target) else {
            throw OutboundError(.refusedByGuard, Self.refusal, attempted: location.origin)
        }
    }

    /// What the site of an address asks.
    /// - Parameter origin: scheme, host and port, such as `https://a.example`.
    /// - Throws: when this is not the time to ask it at all.
    public func robots(of origin: String) throws(OutboundError) -> Robots {
        let now = ContinuousClock.now
        if let entry = entries.withLock({ $0[origin] }), entry.until > now { return entry.robots }
        let (robots, isCertain) = try fetch(origin)
        entries.withLock { entries in
            if entries.count >= capacity { entries = entries.filter { $0.value.until > now } }
            if entries.count >= capacity { entries = [:] }
            entries[origin] = Entry(robots: robots, until: now + (isCertain ? keptFor : min(keptFor, .seconds(60))))
        }
        return robots
    }

    private func fetch(_ origin: String) throws(OutboundError) -> (Robots, Bool) {
        do throws(OutboundError) {
            let answer = try client.send(
                OutboundRequest(
                    url: origin + "/robots.txt", timeout: .seconds(15), maximumBodyBytes: 4 * Robots.byteLimit))
            switch answer.status {
            case 200...299: return (Robots(answer.body, product: Self.product), true)
            // 429 is no "there is none".
            case 400...499 where answer.status != 429: return (.silent, true)
            default: return (.closed, false)
            }
        } catch {
            switch error.code {
            case .retryLater, .suspended, .refusedByGuard, .invalidRequest, .unresolvedHost: throw error
            case .bodyTooLarge, .headersTooLarge, .tooManyRedirects, .malformedAnswer: return (.silent, true)
            case .unreachable, .tls, .timeout, .interrupted: return (.closed, false)
            }
        }
    }
}
