internal import Base
internal import FoundationEssentials
internal import Model
internal import Postgres
internal import Storage

/// What somebody says of an opening, before it is stored.
struct JobPostDraft {
    var title = ""
    var description = ""
    var location = ""
    var skills: [String] = []
    var status = JobPostStatus.open

    /// As the database holds them.
    static let (titleLimit, locationLimit, descriptionLimit) = (200, 200, 50_000)
    static let (skillLimit, skillLength) = (50, 60)

    init() {}

    init(_ post: JobPost) {
        title = post.title
        description = post.description
        location = post.location ?? ""
        skills = post.skills
        status = post.status
    }

    /// A field and what it must be like.
    struct Failing {
        var field: String
        var message: String
    }

    var problems: [Failing] {
        var problems: [Failing] = []
        if !(1...Self.titleLimit).contains(title.unicodeScalars.count) {
            problems.append(.init(field: "title", message: "has 1 to \(Self.titleLimit) characters"))
        }
        if location.unicodeScalars.count > Self.locationLimit {
            problems.append(.init(field: "location", message: "has at most \(Self.locationLimit) characters"))
        }
        if description.unicodeScalars.count > Self.descriptionLimit {
            problems.append(.init(field: "description", message: "has at most \(Self.descriptionLimit) characters"))
        }
        if skills.count > Self.skillLimit || skills.contains(where: { $0.unicodeScalars.count > Self.skillLength }) {
            let message = "are at most \(Self.skillLimit) of at most \(Self.skillLength) characters"
            problems.append(.init(field: "skills", message: message))
        }
        return problems
    }

    func insert(for user: UUID, _ db: Connection) throws -> JobPost {
        try db.insertJobPost(
            id: UUID.v7(), ownedBy: user, title: title, description: description,
            location: location.isEmpty ? nil : location, skills: skills, status: status)
    }

    func apply(to post: inout JobPost) {
        post.title = title
        post.description = description
        post.location = location.isEmpty ? nil : location
        post.skills = skills
        post.status = status
    }
}
