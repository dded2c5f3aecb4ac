internal import Templates

/// Which of a recruiter's resumes fit a job post.
struct JobPostMatchesPage: Page {
    static let template = "pages/job-post-matches"

    var desk: Desk
    var title: String
    var postTitle: String
    var postHref: String
    /// Why nothing was ranked.
    var problem: String?
    var live: LiveJobPostMatches

    static var names: Names<JobPostMatchesPage> {
        [
            "desk": .object(\.desk),
            "title": .text(\.title),
            "postTitle": .text(\.postTitle),
            "postHref": .text(\.postHref),
            "problem": .optionalText(\.problem),
            "live": .object(\.live),
        ]
    }
}

/// The live part of it: progress, then the best.
struct LiveJobPostMatches: Page {
    static let template = "fragments/live-job-post-matches"

    /// The id of the task.
    var id: String
    var poll: Poll?
    var progress: LiveProgress?
    var stopped: Stopped?
    /// How many resumes were ranked, and when.
    var summary: String?
    var ended: Moment?
    /// Says that the job post has changed since.
    var changed: String?
    /// Starts it; absent while it runs.
    var rank: Deed?
    /// For whoever has no resumes.
    var none: String?
    /// Best first.
    var matches: [JobPostMatchRow] = []
    var nextHref: String?

    static var names: Names<LiveJobPostMatches> {
        [
            "id": .text(\.id),
            "poll": .object(\.poll),
            "progress": .object(\.progress),
            "stopped": .object(\.stopped),
            "summary": .optionalText(\.summary),
            "ended": .object(\.ended),
            "changed": .optionalText(\.changed),
            "rank": .object(\.rank),
            "none": .optionalText(\.none),
            "matches": .list(\.matches),
            "hasMatches": .flag { !$0.matches.isEmpty },
            "nextHref": .optionalText(\.nextHref),
        ]
    }
}

/// A resume that fits, with a button that lets it stand for the job post.
struct JobPostMatchRow: TemplateData {
    /// The match with its reasons.
    var href: String
    /// The person's name, or the file's.
    var title: String
    var headline: String?
    var email: String?
    var years: String?
    /// The strongest reason.
    var reason: String?
    var matched: String?
    var missing: String?
    var score: ScoreMark
    /// How far the person has come, where the resume stands for the job post.
    var state: String?
    var add: Deed?

    static var names: Names<JobPostMatchRow> {
        [
            "href": .text(\.href),
            "title": .text(\.title),
            "headline": .optionalText(\.headline),
            "email": .optionalText(\.email),
            "years": .optionalText(\.years),
            "reason": .optionalText(\.reason),
            "matched": .optionalText(\.matched),
            "missing": .optionalText(\.missing),
            "score": .object(\.score),
            "state": .optionalText(\.state),
            "add": .object(\.add),
        ]
    }
}
