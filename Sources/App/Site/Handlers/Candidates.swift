internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage
internal import Templates

/// Searching one's resumes.
enum Candidates {
    static func show(_ context: Context) throws -> Response {
        let (user, words, parameters) = (try context.user(), context.words, context.request.query)
        let query = ResumeQuery(
            skills: ResumeQuery.skills(parameters["skills"] ?? ""), wantsAll: parameters["match"] == "all",
            text: (parameters["q"] ?? "").trimmed.cut(to: ResumeQuery.textLimit))
        let pageSize = context.services.settings.web.pageSize
        let tooMany = query.skills.count > ResumeQuery.skillLimit
        let cursor = parameters["after"].flatMap { ResumeCursor(text: $0, isNearest: !query.text.isEmpty) }
        let found = tooMany ? [] : try context.site.find(query, of: user.id, after: cursor, limit: pageSize + 1)
        let shown = found.prefix(pageSize)
        let next = found.count > pageSize ? shown.last.map { ResumeCursor.text(behind: $0) } : nil
        let page = CandidatesPage(
            desk: context.recruitingDesk, skills: parameters["skills"] ?? "", text: query.text,
            match: ["any", "all"].map {
                Option(
                    value: $0, label: words.text("candidates.match." + $0), isSelected: query.wantsAll == ($0 == "all"))
            }, summary: summary(query, isEmpty: shown.isEmpty, words),
            isEmpty: shown.isEmpty && query.isEmpty && cursor == nil, candidates: shown.map { context.row($0) },
            nextHref: next.map { "/candidates?" + parameters.replacing("after", with: $0).encoded },
            problem: tooMany
                ? words.text("candidates.tooMany", ["count": context.phrases.count(ResumeQuery.skillLimit)]) : nil)
        return context.page(page, title: words.text("candidates.title"))
    }

    private static func summary(_ query: ResumeQuery, isEmpty: Bool, _ words: Vocabulary) -> String {
        if isEmpty { return words.text(query.isEmpty ? "candidates.none" : "candidates.noneFound") }
        if !query.text.isEmpty { return words.text("candidates.nearest") }
        return words.text(query.isEmpty ? "candidates.newest" : "candidates.found")
    }
}
