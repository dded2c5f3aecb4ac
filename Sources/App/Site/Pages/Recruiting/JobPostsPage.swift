internal import Templates

/// A recruiter's openings, and a form for another.
struct JobPostsPage: Page {
    static let template = "pages/job-posts"

    var desk: Desk
    var posts: [JobPostRow] = []
    var nextHref: String?
    var form: JobPostFields

    static var names: Names<JobPostsPage> {
        [
            "desk": .object(\.desk),
            "posts": .list(\.posts),
            "hasPosts": .flag { !$0.posts.isEmpty },
            "nextHref": .optionalText(\.nextHref),
            "form": .object(\.form),
        ]
    }
}

/// An opening in a list.
struct JobPostRow: TemplateData {
    var href: String
    var title: String
    var location: String?
    /// "12 candidates"
    var candidates: String
    var state: String
    /// `good` or `idle`.
    var stateKind: String
    var added: Moment?

    static var names: Names<JobPostRow> {
        [
            "href": .text(\.href),
            "title": .text(\.title),
            "location": .optionalText(\.location),
            "candidates": .text(\.candidates),
            "state": .text(\.state),
            "stateKind": .text(\.stateKind),
            "added": .object(\.added),
        ]
    }
}

/// The form of an opening.
struct JobPostFields: TemplateData {
    var action: String
    var submit: String
    var title = ""
    var location = ""
    var skills = ""
    var description = ""
    /// Open or closed; none for a new one.
    var states: [Option] = []
    var errors: [FieldProblem] = []

    static var names: Names<JobPostFields> {
        [
            "action": .text(\.action),
            "submit": .text(\.submit),
            "title": .text(\.title),
            "location": .text(\.location),
            "skills": .text(\.skills),
            "description": .text(\.description),
            "states": .list(\.states),
            "hasStates": .flag { !$0.states.isEmpty },
            "errors": .list(\.errors),
            "hasErrors": .flag { !$0.errors.isEmpty },
            "isTitleBad": .flag { $0.errors.blame("title") },
            "isLocationBad": .flag { $0.errors.blame("location") },
            "isSkillsBad": .flag { $0.errors.blame("skills") },
            "isDescriptionBad": .flag { $0.errors.blame("description") },
        ]
    }
}

/// One opening with those who stand for it.
struct JobPostPage: Page {
    static let template = "pages/job-post"

    var desk: Desk
    var title: String
    var added: Moment?
    var matchesHref: String
    /// How many there are of each status, with the list of them.
    var counts: [Stat] = []
    var states: [Option] = []
    var email: String
    var filterAction: String
    /// Whether only some who stand for it are asked for.
    var isFiltered = false
    var candidacies: [CandidacyRow] = []
    var nextHref: String?
    var form: JobPostFields

    static var names: Names<JobPostPage> {
        [
            "desk": .object(\.desk),
            "title": .text(\.title),
            "added": .object(\.added),
            "matchesHref": .text(\.matchesHref),
            "counts": .list(\.counts),
            "states": .list(\.states),
            "email": .text(\.email),
            "filterAction": .text(\.filterAction),
            "isFiltered": .flag(\.isFiltered),
            "candidacies": .list(\.candidacies),
            "hasCandidacies": .flag { !$0.candidacies.isEmpty },
            "nextHref": .optionalText(\.nextHref),
            "form": .object(\.form),
        ]
    }
}

/// A resume that stands for an opening, with a form for its status.
struct CandidacyRow: TemplateData {
    var id: String
    var href: String
    var title: String
    var email: String?
    var skills: String?
    var added: Moment?
    var action: String
    var states: [Option]

    static var names: Names<CandidacyRow> {
        [
            "id": .text(\.id),
            "href": .text(\.href),
            "title": .text(\.title),
            "email": .optionalText(\.email),
            "skills": .optionalText(\.skills),
            "added": .object(\.added),
            "action": .text(\.action),
            "states": .list(\.states),
        ]
    }
}
