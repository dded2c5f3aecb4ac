internal import Base
internal import Documents
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Retrieval
internal import Storage
internal import Templates

/// Matching a pasted text: nothing of it is stored but the answer, for a day, for whoever asked.
enum TextMatching {
    private static let names = TextMatchDraft.Names(text: "text", level: "level", type: "type", pay: "min_pay")
    /// Reasons that are shown of each posting; its own page of the match shows all.
    private static let shownReasons = 3

    /// The form; with `like`, the postings that are like that one.
    static func show(_ context: Context) throws -> Response {
        guard let like = context.request.query["like"] else { return respond(page(TextMatchDraft(), context), context) }
        let user = try context.user()
        let posting = try UUID(text: like).flatMap { id in
            try context.services.database.withConnection { try $0.posting(id, for: user.id) }
        }
        guard let posting else { throw Problem.notFound() }
        let draft = posting.draft
        let text = PostingPlainText.make(title: draft.title, markdown: draft.descriptionMarkdown)
        let settings = context.services.settings
        let limit = settings.web.pageSize
        // One more, for it is most like itself.
        var (answer, _) = try context.answer(
            MatchRequest(
                kind: .jobDescription, text: text.cut(to: settings.matching.textLimit), limit: limit + 1))
        let isAmong = answer.postings.contains { $0.id == posting.id }
        answer.postings.removeAll { $0.id == posting.id }
        answer.postings.removeLast(max(0, answer.postings.count - limit))
        answer.total -= isAmong ? 1 : 0
        var page = page(TextMatchDraft(kind: .jobDescription), context)
        page.likeHref = "/jobs/" + posting.id.text
        page.likeTitle = draft.title
        fill(&page, with: answer, context)
        return respond(page, context)
    }

    static func find(_ context: Context) throws -> Response {
        let given = context.field("min_pay")
        var draft = TextMatchDraft(
            kind: MatchRequest.Kind(rawValue: context.field("kind")) ?? .resume,
            text: context.form?.fields["text"] ?? "", location: context.field("location"),
            internshipOnly: !context.field("internship").isEmpty, level: context.field("level"),
            type: context.field("type"))
        draft.pay = given.isEmpty ? nil : Int(given.filter { $0 != "," && $0 != " " }) ?? -1
        let settings = context.services.settings
        var page = page(draft, context)
        page.pay = given
        let problems = draft.problems(names, textLimit: settings.matching.textLimit)
        guard problems.isEmpty else {
            page.errors = problems.map {
                FieldProblem(
                    field: $0.field,
                    message: context.words.text(
                        "textMatch.bad." + $0.field, ["limit": context.phrases.count(settings.matching.textLimit)]))
            }
            return respond(page, context, status: .unprocessableContent)
        }
        let request = try draft.request(
            names, textLimit: settings.matching.textLimit, standardLimit: settings.web.pageSize)
        fill(&page, with: try context.answer(request).answer, context)
        return respond(page, context)
    }

    private static func respond(_ page: TextMatchPage, _ context: Context, status: Status = .ok) -> Response {
        context.page(page, title: context.words.text("textMatch.title"), status: status)
    }

    private static func page(_ draft: TextMatchDraft, _ context: Context) -> TextMatchPage {
        let any = Option(value: "", label: context.words.text("textMatch.any"))
        return TextMatchPage(
            text: draft.text,
            kinds: MatchRequest.Kind.allCases.map {
                Option(
                    value: $0.rawValue, label: context.words.text("textMatch.kind." + $0.rawValue),
                    isSelected: $0 == draft.kind)
            }, location: draft.location,
            levels: [any]
                + PostingLevel.allCases.map {
                    Option(
                        value: $0.rawValue, label: context.words.text("posting.level." + $0.rawValue),
                        isSelected: $0.rawValue == draft.level)
                },
            types: [any]
                + PostingType.allCases.map {
                    Option(
                        value: $0.rawValue, label: context.phrases.type($0), isSelected: $0.rawValue == draft.type)
                }, internshipOnly: draft.internshipOnly)
    }

    private static func fill(_ page: inout TextMatchPage, with answer: MatchAnswer, _ context: Context) {
        let (words, phrases) = (context.words, context.phrases)
        page.summary =
            answer.postings.isEmpty
            ? words.text("textMatch.none")
            : words.plural(
                "textMatch.found", answer.total,
                ["shown": phrases.count(answer.postings.count), "count": phrases.count(answer.total)])
        page.found = answer.postings.map { found in
            FoundRow(
                href: "/jobs/" + found.id.text, title: found.title, company: found.company, place: found.location,
                pay: found.pay.map { phrases.pay($0) },
                score: ScoreMark(value: phrases.score(found.score), band: phrases.band(found.score)),
                reasons: found.reasons.prefix(shownReasons).map { reason in
                    FoundReasonRow(
                        text: reason.text, quotes: reason.quotes.map { QuoteRow(text: $0.text, tint: "0") })
                })
        }
    }
}
