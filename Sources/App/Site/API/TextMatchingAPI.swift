internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Retrieval

/// Postings for a text that is not stored: a resume's, or a job description's.
enum TextMatchingAPI {
    private struct ResumeBody: Decodable {
        var resumeText: String
        var location: String?
        var internshipOnly: Bool?
        var jobLevel: String?
        var stipendMin: Int?
        var limit: Int?
    }

    private struct DescriptionBody: Decodable {
        var jobDescription: String
        var location: String?
        var jobType: String?
        var limit: Int?
    }

    static func resume(_ context: Context) throws -> Response {
        let body: ResumeBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        return try respond(
            TextMatchDraft(
                kind: .resume, text: body.resumeText, location: body.location ?? "",
                internshipOnly: body.internshipOnly ?? false, level: body.jobLevel ?? "", pay: body.stipendMin,
                limit: body.limit), .init(text: "resume_text"), context)
    }

    static func jobDescription(_ context: Context) throws -> Response {
        let body: DescriptionBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        return try respond(
            TextMatchDraft(
                kind: .jobDescription, text: body.jobDescription, location: body.location ?? "",
                type: body.jobType ?? "", limit: body.limit), .init(text: "job_description"), context)
    }

    private static func respond(
        _ draft: TextMatchDraft, _ names: TextMatchDraft.Names, _ context: Context
    ) throws -> Response {
        let settings = context.services.settings
        let request = try draft.request(
            names, textLimit: settings.matching.textLimit, standardLimit: settings.web.pageSize)
        let (answer, milliseconds) = try context.answer(request)
        return try .json(
            TextMatchBody(
                totalMatches: answer.total, searchTimeMs: milliseconds, engine: answer.engine,
                jobs: answer.postings.map(FoundPostingBody.init)))
    }
}

struct TextMatchBody: Encodable {
    /// Postings whose score is above 0.
    var totalMatches: Int
    var searchTimeMs: Double
    var engine: String
    var jobs: [FoundPostingBody]
}

struct FoundPostingBody: Encodable {
    var jobID: String
    var title: String
    var company: String
    @Nullable var location: String?
    @Nullable var salaryMin: Int?
    @Nullable var salaryMax: Int?
    @Nullable var currency: String?
    @Nullable var period: Pay.Period?
    /// 0 to 1.
    var relevanceScore: Double
    var isInternship: Bool
    var redirectURL: String
    var reasons: [FoundReason]

    private enum CodingKeys: String, CodingKey {
        case title, company, location, salaryMin, salaryMax, currency, period, relevanceScore, isInternship, reasons
        case jobID = "jobId"
        case redirectURL = "redirectUrl"
    }

    init(_ found: FoundPosting) {
        jobID = found.id.text
        title = found.title
        company = found.company
        location = found.location
        salaryMin = found.pay?.minimum
        salaryMax = found.pay?.maximum
        currency = found.pay?.currency
        period = found.pay?.period
        relevanceScore = min(1, max(0, found.score / 100))
        isInternship = found.isInternship
        redirectURL = found.url
        reasons = found.reasons
    }
}
