internal import Templates

/// One posting, and matching it.
struct PostingPage: Page {
    static let template = "pages/posting"

    var postingID: String
    /// The search it was found by.
    var backHref: String
    var title: String
    var company: String
    var place: String?
    var isRemote = false
    /// A sentence where it is closed or expired.
    var closed: String?
    var pay: String?
    var type: String?
    var level: String?
    var posted: Moment?
    var expires: String?
    var sources: [PostingSource] = []
    var skills: [String] = []
    var description: TrustedHTML
    /// Where its source has more than this.
    var fillAction: String?
    /// For whoever it belongs to.
    var editHref: String?
    var isSignedIn = false
    var logInHref: String
    /// For whoever has a resume.
    var matchForm: MatchForm?
    /// Postings like it.
    var similarHref: String
    /// With my resumes.
    var matches: [MatchRow] = []
    /// What else is known of it: whether it is still up, and what it is one with.
    var standing: PostingStanding?

    static var names: Names<PostingPage> {
        [
            "postingID": .text(\.postingID),
            "backHref": .text(\.backHref),
            "title": .text(\.title),
            "company": .text(\.company),
            "place": .optionalText(\.place),
            "isRemote": .flag(\.isRemote),
            "closed": .optionalText(\.closed),
            "pay": .optionalText(\.pay),
            "type": .optionalText(\.type),
            "level": .optionalText(\.level),
            "posted": .object(\.posted),
            "expires": .optionalText(\.expires),
            "sources": .list(\.sources),
            "skills": .texts(\.skills),
            "hasSkills": .flag { !$0.skills.isEmpty },
            "description": .html(\.description),
            "fillAction": .optionalText(\.fillAction),
            "editHref": .optionalText(\.editHref),
            "isSignedIn": .flag(\.isSignedIn),
            "logInHref": .text(\.logInHref),
            "matchForm": .object(\.matchForm),
            "similarHref": .text(\.similarHref),
            "matches": .list(\.matches),
            "hasMatches": .flag { !$0.matches.isEmpty },
            "standing": .object(\.standing),
        ]
    }
}

/// Where a posting was seen.
struct PostingSource: TemplateData {
    var name: String
    var href: String?

    static var names: Names<PostingSource> {
        [
            "name": .text(\.name),
            "href": .optionalText(\.href),
        ]
    }
}

/// What to match a posting with.
struct MatchForm: TemplateData {
    var resumes: [Option] = []
    /// With hints.
    var engines: [Option] = []

    static var names: Names<MatchForm> {
        [
            "resumes": .list(\.resumes),
            "engines": .list(\.engines),
        ]
    }
}
