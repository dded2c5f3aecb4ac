internal import Base
internal import Cryptography
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Outbound
internal import Parsing
internal import Postgres
internal import Storage
internal import Tasking
internal import Work

extension Site {
    /// Starts to search a career page for a person.
    /// - Throws: 422 where the address is none of a web page; 429 while too many runs of theirs are under way.
    func searchCareerPage(
        _ text: String, isPosting: Bool = false, for user: User
    ) throws -> (run: UUID, task: UUID) {
        guard let address = CanonicalURL(text), let location = WebLocation(address.url) else {
            throw Problem.unprocessable([.init(field: "url", message: "is not the address of a web page")])
        }
        return try services.database.transaction { db in
            try refuseTooManyRuns(of: user, db)
            return try SearchCareerPage.start(
                CareerPlan(url: location.url, isPosting: isPosting), for: user.id, queue: services.queue, on: db)
        }
    }

    /// Keeps a pasted posting for whoever pasted it.
    /// - Parameters:
    ///   - posting: the id of one of theirs that it replaces.
    ///   - unnamed: what a company is called that is not named.
    /// - Throws: 422 where it is none; 404 where `posting` is not theirs.
    func keepPasted(
        _ pasted: PastedPosting, insteadOf posting: UUID? = nil, unnamed: String, for user: User
    ) throws -> UUID {
        let digest = Digest.sha256(pasted.text).prefix(16).hex
        var draft: PostingDraft
        do throws(PostingError) {
            draft = try pasted.draft(address: "https://pasted.invalid/" + digest, unnamed: unnamed)
        } catch {
            let field = error.message.hasPrefix("title") ? "title" : "text"
            throw Problem.unprocessable([.init(field: field, message: error.message)])
        }
        // It has no address of its own to be linked to.
        (draft.url, draft.canonicalURL) = ("", "pasted:" + digest)
        return try services.database.transaction { db in
            if let posting {
                guard let own = try db.ownPosting(posting, of: user.id) else { throw Problem.notFound() }
                (draft.url, draft.canonicalURL) = (own.draft.url, own.draft.canonicalURL)
                (draft.postedAt, draft.expiresAt) = (own.draft.postedAt, own.draft.expiresAt)
                draft.pay = draft.pay ?? own.draft.pay
            }
            let source = try SearchCareerPage.addedSource(on: db)
            let stored = try services.storePosting(draft, source: source, ownedBy: user.id, on: db)
            if stored != .unchanged { try services.notePostingChange(on: db) }
            return draft.id(ownedBy: user.id)
        }
    }

    /// A search of a person's own with what it was asked for; nil where there is none.
    func careerSearch(_ id: UUID, of user: User, on db: Connection) throws -> (run: Run, plan: CareerPlan)? {
        guard let run = try db.run(id, ownedBy: user.id), let source = try db.source(run.sourceID),
            [SearchCareerPage.sourceKind, SearchCareerPage.addedKind].contains(source.kind),
            let plan: CareerPlan = try db.runSettings(id)
        else { return nil }
        return (run, plan)
    }
}
