internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Parsing

/// Adding a posting for oneself.
enum OwnPostingsAPI {
    private struct Body: Decodable {
        var url: String?
        var text: String?
        var title: String?
        var company: String?
        var location: String?
    }

    private struct Started: Encodable {
        var runId: String
        var taskId: String
    }

    /// By its address: 202 with the run that reads it. As text: 201 with the posting.
    static func add(_ context: Context) throws -> Response {
        let body: Body = try context.request.json(limit: context.services.settings.web.bodyLimit)
        let user = try context.user()
        guard let text = body.text else {
            guard let url = body.url else {
                throw Problem.unprocessable([.init(field: "url", message: "is missing, and so is text")])
            }
            let started = try context.site.searchCareerPage(url.trimmed, isPosting: true, for: user)
            return try .json(Started(runId: started.run.text, taskId: started.task.text), status: .accepted)
        }
        let id = try context.site.keepPasted(
            PastedPosting(
                text: text, title: body.title?.trimmed.cut(to: 300) ?? "",
                company: body.company?.trimmed.cut(to: 200) ?? "", location: body.location?.trimmed.cut(to: 200) ?? ""),
            unnamed: context.words.text("postings.unnamedCompany"), for: user)
        guard let posting = try context.services.database.withConnection({ try $0.posting(id, for: user.id) }) else {
            throw Problem.notFound()
        }
        return try .json(PostingBody(posting), status: .created)
    }
}
