internal import Base
internal import FoundationEssentials
internal import Model
internal import Storage
internal import Tasking

// The JSON of the API, field by field as outside programs know it. Keys become snake_case; nulls are written.

/// One page of a list.
struct ListBody<Item: Encodable>: Encodable {
    var items: [Item]
    @Nullable var next: String?
}

struct UserBody: Encodable {
    var id: String
    var email: String
    var name: String
    var role: Role
    var createdAt: Date

    init(_ user: User) {
        id = user.id.text
        email = user.email
        name = user.name
        role = user.role
        createdAt = user.createdAt
    }
}

struct StageBody: Encodable {
    var name: ResumeStage.Name
    var state: ResumeStage.State
    @Nullable var ms: Int?

    init(_ stage: ResumeStage) {
        name = stage.name
        state = stage.state
        ms = stage.ms
    }
}

struct ResumeBody: Encodable {
    var id: String
    var fileName: String
    var status: ResumeStatus
    var stages: [StageBody]
    @Nullable var error: String?
    @Nullable var profile: Profile?
    @Nullable var document: DocumentBody?
    @Nullable var taskID: String?
    var createdAt: Date
    var updatedAt: Date

    private enum CodingKeys: String, CodingKey {
        case id, fileName, status, stages, error, profile, document, createdAt, updatedAt
        case taskID = "taskId"
    }

    init(_ resume: Resume, notes: ReadingNotes?, error: String?) {
        id = resume.id.text
        fileName = resume.fileName
        status = resume.status
        document = notes.map(DocumentBody.init)
        stages = resume.stages.map(StageBody.init)
        self.error = error
        profile = resume.profile
        taskID = resume.taskID?.text
        createdAt = resume.createdAt
        updatedAt = resume.updatedAt
    }
}

/// What was noticed about a resume's document. Hidden text counts for nothing; it is told so that people know of it.
struct DocumentBody: Encodable {
    var pages: Int
    var truncated: Bool
    var recognisedPages: [Int]
    var unreadPages: [Int]
    var hiddenText: [Passage]
    var hiddenCharacters: Int
    @Nullable var model: ModelBody?
    var recogniserFailed: Bool

    /// The language model that was asked to arrange the profile, and what became of its answer.
    struct ModelBody: Encodable {
        var name: String
        var outcome: ModelNote.Outcome
        var dropped: Int
    }

    struct Passage: Encodable {
        var reason: HiddenText.Reason
        @Nullable var page: Int?
        var text: String
    }

    init(_ notes: ReadingNotes) {
        pages = notes.pageCount
        truncated = notes.isTruncated
        recognisedPages = notes.recognisedPages
        unreadPages = notes.unreadPages
        hiddenText = notes.hidden.passages.map { Passage(reason: $0.reason, page: $0.page, text: $0.text) }
        hiddenCharacters = notes.hidden.characterCount
        recogniserFailed = notes.recogniserFailed ?? false
        model = notes.model.map { ModelBody(name: $0.name, outcome: $0.outcome, dropped: $0.dropped) }
    }
}

struct ResumeItemBody: Encodable {
    var id: String
    var fileName: String
    var status: ResumeStatus
    @Nullable var error: String?
    @Nullable var name: String?
    @Nullable var email: String?
    @Nullable var headline: String?
    @Nullable var years: Double?
    var createdAt: Date
    var updatedAt: Date

    init(_ resume: ResumeSummary, error: String?) {
        id = resume.id.text
        fileName = resume.fileName
        status = resume.status
        self.error = error
        name = resume.personName
        email = resume.email
        headline = resume.headline
        years = resume.years
        createdAt = resume.createdAt
        updatedAt = resume.updatedAt
    }
}

struct PostingBody: Encodable {
    var id: String
    var title: String
    var company: String
    @Nullable var location: String?
    @Nullable var country: String?
    @Nullable var remote: Bool?
    @Nullable var type: PostingType?
    @Nullable var level: PostingLevel?
    var isInternship: Bool
    @Nullable var salaryMin: Int?
    @Nullable var salaryMax: Int?
    @Nullable var currency: String?
    @Nullable var period: Pay.Period?
    var descriptionMarkdown: String
    var skills: [String]
    var url: String
    var sources: [Posting.SourceLink]
    @Nullable var postedAt: Date?
    @Nullable var expiresAt: Date?
    var status: PostingStatus
    var liveness: Liveness
    @Nullable var livenessCheckedAt: Date?
    @Nullable var livenessMethod: LivenessCheck.Method?
    @Nullable var livenessReason: String?
    @Nullable var workMode: WorkMode?
    var places: [PlaceBody]
    var remoteCountries: [String]
    var languages: [LanguageBody]
    @Nullable var visa: VisaOffer?
    @Nullable var salaryIsPredicted: Bool?
    @Nullable var salaryMinAnnual: Int?
    @Nullable var salaryMaxAnnual: Int?
    @Nullable var occupation: OccupationLabel?

    struct PlaceBody: Encodable {
        @Nullable var city: String?
        @Nullable var region: String?
        @Nullable var country: String?
    }

    struct LanguageBody: Encodable {
        var code: String
        /// 1 (A1) to 6 (C2, native).
        @Nullable var level: Int?
    }

    init(_ posting: Posting) {
        let draft = posting.draft
        id = posting.id.text
        title = draft.title
        company = draft.company
        location = draft.location
        country = draft.country
        remote = draft.isRemote
        type = draft.type
        level = draft.level
        isInternship = draft.isInternship
        salaryMin = draft.pay?.minimum
        salaryMax = draft.pay?.maximum
        currency = draft.pay?.currency
        period = draft.pay?.period
        descriptionMarkdown = draft.descriptionMarkdown
        skills = draft.skills
        url = draft.url
        sources = posting.sources
        postedAt = draft.postedAt
        expiresAt = draft.expiresAt
        status = posting.status
        liveness = posting.liveness
        livenessCheckedAt = posting.check?.at
        livenessMethod = posting.check?.method
        livenessReason = posting.check?.reason
        workMode = draft.details.workMode
        places = draft.details.places.map { PlaceBody(city: $0.city, region: $0.region, country: $0.country) }
        remoteCountries = draft.details.remoteCountries
        languages = draft.details.languages.map { LanguageBody(code: $0.code, level: $0.level) }
        visa = draft.details.visa
        salaryIsPredicted = draft.details.isPayPredicted
        salaryMinAnnual = draft.pay?.annual.minimum
        salaryMaxAnnual = draft.pay?.annual.maximum
        occupation = draft.details.occupation
    }
}

struct MatchItemBody: Encodable {
    var id: String
    var resumeID: String
    var postingID: String
    var title: String
    var company: String
    @Nullable var location: String?
    var score: Double
    var engine: String
    var engineVersion: String
    var matched: [String]
    var missing: [String]
    var updatedAt: Date

    private enum CodingKeys: String, CodingKey {
        case id, title, company, location, score, engine, engineVersion, matched, missing, updatedAt
        case resumeID = "resumeId"
        case postingID = "postingId"
    }

    init(_ match: MatchSummary) {
        id = match.id.text
        resumeID = match.resumeID.text
        postingID = match.postingID.text
        title = match.title
        company = match.company
        location = match.location
        score = match.score
        engine = match.engine
        engineVersion = match.engineVersion
        matched = match.matched
        missing = match.missing
        updatedAt = match.updatedAt
    }
}

struct RunBody: Encodable {
    var id: String
    var source: String
    var state: RunState
    var done: Int
    @Nullable var total: Int?
    var created: Int
    var updated: Int
    var unchanged: Int
    var failed: Int
    var pagesDone: Int
    @Nullable var pagesTotal: Int?
    @Nullable var startedAt: Date?
    @Nullable var finishedAt: Date?
    var errors: [Run.Failure]
    var warnings: [String]
    /// What it cost: requests to the source, and bytes of its answers.
    var requests: Int
    var bytes: Int
    var fromStore: Bool
    /// The task that is at it, or was the last.
    @Nullable var taskID: String?
    /// Why it waits for its next try, and until when; null when it does not.
    @Nullable var waitingBecause: String?
    @Nullable var nextTryAt: Date?

    private enum CodingKeys: String, CodingKey {
        case id, source, state, done, total, created, updated, unchanged, failed, pagesDone, pagesTotal, startedAt
        case finishedAt, errors, warnings, requests, bytes, fromStore, waitingBecause, nextTryAt
        case taskID = "taskId"
    }

    init(_ run: Run) {
        id = run.id.text
        taskID = run.taskID?.text
        waitingBecause = run.wait?.reason
        nextTryAt = run.wait?.nextTryAt
        source = run.sourceName
        state = run.state
        done = run.done
        total = run.total
        created = run.created
        updated = run.updated
        failed = run.failed
        pagesDone = run.pagesDone
        pagesTotal = run.pagesTotal
        startedAt = run.startedAt
        finishedAt = run.finishedAt
        errors = run.failures
        warnings = run.warnings
        requests = run.requests
        bytes = run.bytes
        unchanged = run.unchanged
        fromStore = run.isFromStore
    }
}

/// What one page of a run brought and cost.
struct RunPageBody: Encodable {
    var page: Int
    var outcome: RunPageRecord.Outcome
    var records: Int
    var created: Int
    var updated: Int
    var failed: Int
    var requests: Int
    var bytes: Int
    var ms: Int
    var createdAt: Date

    init(_ page: RunPageRecord) {
        self.page = page.ordinal
        outcome = page.outcome
        records = page.records
        created = page.created
        updated = page.updated
        failed = page.failed
        requests = page.requests
        bytes = page.bytes
        ms = page.milliseconds
        createdAt = page.createdAt
    }
}
