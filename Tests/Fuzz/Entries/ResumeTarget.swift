import FoundationEssentials
import Model
import Parsing

/// Any text as a resume: what comes out stands in what went in, at the places it says, and says no more than that.
enum ResumeTarget {
    private static let parser = ResumeParser(now: Date(timeIntervalSince1970: 1_795_000_000))

    static func run(_ octets: [UInt8]) throws(BrokenRule) {
        let text = String(decoding: octets.prefix(8192), as: UTF8.self)
        let profile = parser.profile(of: text)
        let scalars = Array(text.unicodeScalars)
        for (field, value) in [
            (Profile.Field.name, profile.name), (.email, profile.email), (.phone, profile.phone),
            (.location, profile.location), (.headline, profile.headline), (.summary, profile.summary),
        ] {
            try rule((value == nil) == (profile.spans[field] == nil), "\(field) has no place, or a place without it")
            if let value { try check(value, profile.spans[field], "\(field)", scalars) }
        }
        for entry in profile.experience {
            try rule(entry.title != nil || entry.company != nil, "a position without a name")
            try check(entry.title, entry.spans[.title], "title", scalars)
            try check(entry.company, entry.spans[.company], "company", scalars)
            try check(entry.place, entry.spans[.place], "place", scalars)
            try rule((entry.start == nil) == (entry.spans[.dates] == nil), "dates without a place")
        }
        for entry in profile.education {
            try rule(entry.institution != nil || entry.degree != nil, "a course of study without a name")
            try check(entry.institution, entry.spans[.institution], "institution", scalars)
            try check(entry.degree, entry.spans[.degree], "degree", scalars)
            try check(entry.area, entry.spans[.area], "area", scalars)
            try rule((entry.endYear == nil) == (entry.spans[.endYear] == nil), "a year without a place")
        }
        for link in profile.links { try check(link.url, link.span, "link", scalars) }
        let spans =
            Array(profile.spans.values) + profile.skillSpans.values
            + profile.experience.flatMap { Array($0.spans.values) }
            + profile.education.flatMap { Array($0.spans.values) }
            + profile.languages.compactMap(\.span)
        for span in spans {
            try rule(span.start >= 0 && span.start < span.end && span.end <= scalars.count, "a place outside the text")
        }
        if let years = profile.years { try rule((0...100).contains(years), "\(years) years of work") }
    }

    /// White space apart, which joins lines, the value is what stands there.
    private static func check(
        _ value: String?, _ span: TextSpan?, _ name: String, _ scalars: [Unicode.Scalar]
    ) throws(BrokenRule) {
        guard let value else { return try rule(span == nil, "a place of no \(name)") }
        guard let span, span.start >= 0, span.start < span.end, span.end <= scalars.count else {
            throw BrokenRule(words: "\(name) stands nowhere")
        }
        let there = scalars[span.start..<span.end].filter { !$0.properties.isWhitespace }
        // A summary's bullets are not part of it.
        let isWhole =
            name == "summary"
            || there.elementsEqual(
                value.unicodeScalars.filter { !$0.properties.isWhitespace })
        try rule(isWhole, "\(name) is not what stands there")
    }
}
