internal import Templates

/// Home: what is running, the best matches, the resumes; for newcomers the first steps.
struct DashboardPage: Page {
    static let template = "pages/dashboard"

    var greeting: String
    /// Empty once all are done.
    var steps: [FirstStep] = []
    /// Tasks of this person that are not finished.
    var running: [RunningRow] = []
    /// The best few.
    var matches: [MatchRow] = []
    /// "All 259 matches"
    var matchesTotal: String
    /// The latest few.
    var resumes: [ResumeRow] = []
    /// "All 3 resumes"
    var resumesTotal: String
    /// "259 open postings."
    var postingsTotal: String

    static var names: Names<DashboardPage> {
        [
            "greeting": .text(\.greeting),
            "steps": .list(\.steps),
            "hasSteps": .flag { !$0.steps.isEmpty },
            "running": .list(\.running),
            "hasRunning": .flag { !$0.running.isEmpty },
            "matches": .list(\.matches),
            "hasMatches": .flag { !$0.matches.isEmpty },
            "matchesTotal": .text(\.matchesTotal),
            "resumes": .list(\.resumes),
            "hasResumes": .flag { !$0.resumes.isEmpty },
            "resumesTotal": .text(\.resumesTotal),
            "postingsTotal": .text(\.postingsTotal),
        ]
    }
}

/// One of the steps to the first score.
struct FirstStep: TemplateData {
    var title: String
    var text: String
    var isDone = false
    /// The step to take now.
    var isNext = false
    /// Absent when done.
    var action: Link?
    var samples: SamplesOffer?

    static var names: Names<FirstStep> {
        [
            "title": .text(\.title),
            "text": .text(\.text),
            "isDone": .flag(\.isDone),
            "isNext": .flag(\.isNext),
            "action": .object(\.action),
            "samples": .object(\.samples),
        ]
    }
}

/// A task that is not finished.
struct RunningRow: TemplateData {
    /// The page that shows it live.
    var href: String
    var title: String
    /// "12 of 40, about a minute left"
    var sentence: String

    static var names: Names<RunningRow> {
        [
            "href": .text(\.href),
            "title": .text(\.title),
            "sentence": .text(\.sentence),
        ]
    }
}
