internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Parsing
internal import Retrieval
internal import Storage

/// A text that postings are wanted for, as somebody wrote it into a form or a request.
struct TextMatchDraft {
    var kind = MatchRequest.Kind.resume
    var text = ""
    var location = ""
    var internshipOnly = false
    var level = ""
    var type = ""
    /// The least that a year pays, in whole euros.
    var pay: Int?
    var limit: Int?

    /// The fields' names; the API and the form call some differently.
    struct Names {
        var text: String
        var level = "job_level"
        var type = "job_type"
        var pay = "stipend_min"
    }

    static let (limits, locationLength) = (1...100, 200)
    /// Whole euros a year that fit the database with room to spare.
    private static let payLimit = 1_000_000_000

    /// What is asked of the matcher.
    /// - Throws: 422 naming every field that cannot be used.
    func request(_ names: Names, textLimit: Int, standardLimit: Int) throws -> MatchRequest {
        let problems = problems(names, textLimit: textLimit)
        guard problems.isEmpty else { throw Problem.unprocessable(problems) }
        var filter = CandidateFilter()
        filter.location = location.trimmed.nonEmpty
        let meant = Countries.meant(by: location)
        (filter.locationCountry, filter.locationTown) = (meant?.code, meant?.town)
        filter.internshipOnly = internshipOnly
        filter.level = level.isEmpty ? nil : PostingLevel(rawValue: level)
        filter.type = type.isEmpty ? nil : PostingType(rawValue: type)
        filter.minimumPay = pay.map { $0 * 100 }
        return MatchRequest(kind: kind, text: text, filter: filter, limit: limit ?? standardLimit)
    }

    func problems(_ names: Names, textLimit: Int) -> [Problem.FieldError] {
        var problems: [Problem.FieldError] = []
        func refuse(_ field: String, _ message: String, unless isGood: Bool) {
            if !isGood { problems.append(.init(field: field, message: message)) }
        }
        refuse(names.text, "has no words", unless: text.unicodeScalars.contains { $0.properties.isAlphabetic })
        refuse(names.text, "has at most \(textLimit) bytes", unless: text.utf8.count <= textLimit)
        refuse(
            "location", "has at most \(Self.locationLength) characters",
            unless: location.unicodeScalars.count <= Self.locationLength && !location.utf8.contains(0))
        refuse(names.level, "is no level of posting", unless: level.isEmpty || PostingLevel(rawValue: level) != nil)
        refuse(names.type, "is no type of posting", unless: type.isEmpty || PostingType(rawValue: type) != nil)
        refuse(
            names.pay, "is a whole number of euros a year, from 0 to \(Self.payLimit)",
            unless: pay.map { (0...Self.payLimit).contains($0) } ?? true)
        refuse(
            "limit", "must be a whole number from \(Self.limits.lowerBound) to \(Self.limits.upperBound)",
            unless: limit.map(Self.limits.contains) ?? true)
        return problems
    }
}

extension Context {
    /// The postings that fit a text, and how many milliseconds finding them took.
    func answer(_ request: MatchRequest) throws -> (answer: MatchAnswer, milliseconds: Double) {
        let start = ContinuousClock.now
        let settings = services.settings.matching
        let answer = try services.matcher.answer(request, for: try user().id, keptFor: settings.answerSeconds)
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return (answer, Double(seconds) * 1000 + Double(attoseconds / 1_000_000_000_000) / 1000)
    }
}
