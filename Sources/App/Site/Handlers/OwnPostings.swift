internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Parsing
internal import Storage

/// Postings that people add for themselves: by address, or as text; and correcting what was read.
enum OwnPostings {
    static func showNew(_ context: Context) throws -> Response {
        page(context)
    }

    private static func page(
        _ context: Context, url: String = "", pasted: PastedPosting = PastedPosting(text: ""),
        errors: [FieldProblem] = [], status: Status = .ok
    ) -> Response {
        let title = context.words.text("postings.add")
        let page = AddPostingPage(
            heading: title, action: "/postings", url: url, title: pasted.title, company: pasted.company,
            location: pasted.location, text: pasted.text, submit: context.words.text("postings.keep"), errors: errors)
        return context.page(page, title: title, status: status)
    }

    static func addByAddress(_ context: Context) throws -> Response {
        let url = context.field("url").trimmed
        do {
            let started = try context.site.searchCareerPage(url, isPosting: true, for: try context.user())
            return context.redirect(to: "/searches/" + started.run.text)
        } catch let problem as Problem where problem.status == .unprocessableContent {
            let error = FieldProblem(field: "url", message: context.words.text("searches.badURL"))
            return page(context, url: url, errors: [error], status: .unprocessableContent)
        }
    }

    private static func pasted(_ context: Context) -> PastedPosting {
        PastedPosting(
            text: context.field("text"), title: context.field("title").trimmed.cut(to: 300),
            company: context.field("company").trimmed.cut(to: 200),
            location: context.field("location").trimmed.cut(to: 200))
    }

    private static func error(_ problem: Problem, _ context: Context) -> FieldProblem {
        let field = problem.errors.first?.field ?? "text"
        return FieldProblem(
            field: field, message: context.words.text(field == "title" ? "postings.noTitle" : "postings.noText"))
    }

    /// Keeps what was pasted, and shows what was read of it to be corrected.
    static func addText(_ context: Context) throws -> Response {
        let pasted = pasted(context)
        do {
            let id = try context.site.keepPasted(
                pasted, unnamed: context.words.text("postings.unnamedCompany"), for: try context.user())
            return context.redirect(to: "/jobs/\(id.text)/edit", telling: .postingKept)
        } catch let problem as Problem where problem.status == .unprocessableContent {
            return page(context, pasted: pasted, errors: [error(problem, context)], status: .unprocessableContent)
        }
    }

    private static func find(_ context: Context) throws -> Posting {
        let (id, user) = (try context.id(), try context.user())
        guard let own = try context.services.database.withConnection({ try $0.ownPosting(id, of: user.id) }) else {
            throw Problem.notFound()
        }
        return own
    }

    static func edit(_ context: Context) throws -> Response {
        let own = try find(context)
        let pasted = PastedPosting(
            text: own.draft.descriptionMarkdown, title: own.draft.title, company: own.draft.company,
            location: own.draft.location ?? "")
        return editPage(own, pasted, context)
    }

    private static func editPage(
        _ own: Posting, _ pasted: PastedPosting, _ context: Context, errors: [FieldProblem] = [], status: Status = .ok
    ) -> Response {
        let title = context.words.text("postings.correct")
        let source =
            own.draft.url.isEmpty
            ? context.words.text("postings.fromText")
            : context.words.text("postings.fromAddress", ["address": own.draft.url.cut(to: 120)])
        let page = AddPostingPage(
            heading: title, action: "/jobs/\(own.id.text)/edit", title: pasted.title, company: pasted.company,
            location: pasted.location, text: pasted.text, takesAddress: false,
            submit: context.words.text("postings.save"), source: source, postingHref: "/jobs/" + own.id.text,
            deleteAction: "/jobs/\(own.id.text)/delete", errors: errors)
        return context.page(page, title: title, status: status)
    }

    static func delete(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        let isDeleted = try context.services.database.transaction { db in
            guard try db.deleteOwnPosting(id, of: user.id) else { return false }
            try context.services.notePostingChange(on: db)
            return true
        }
        guard isDeleted else { throw Problem.notFound() }
        return context.redirect(to: "/jobs", telling: .postingDeleted)
    }

    static func save(_ context: Context) throws -> Response {
        let (own, pasted) = (try find(context), pasted(context))
        do {
            let id = try context.site.keepPasted(
                pasted, insteadOf: own.id, unnamed: context.words.text("postings.unnamedCompany"),
                for: try context.user())
            return context.redirect(to: "/jobs/" + id.text, telling: .postingKept)
        } catch let problem as Problem where problem.status == .unprocessableContent {
            return editPage(
                own, pasted, context, errors: [error(problem, context)], status: .unprocessableContent)
        }
    }
}
