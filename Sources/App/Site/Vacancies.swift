internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Sources
internal import Storage
internal import Synchronization
internal import Work

/// Lets so many in at once, and nobody wait.
final class Places: Sendable {
    private let count: Int
    private let taken = Mutex(0)

    init(_ count: Int) {
        self.count = count
    }

    /// - Returns: nil where every place is taken.
    func take<R>(_ body: () throws -> R) rethrows -> R? {
        let isIn = taken.withLock { taken in
            guard taken < count else { return false }
            taken += 1
            return true
        }
        guard isIn else { return nil }
        defer { taken.withLock { $0 -= 1 } }
        return try body()
    }
}

extension Site {
    /// Searches HH, stores what is found and answers it.
    func searchVacancies(
        _ text: String, area: String?, page: Int, by user: User
    ) throws -> (postings: [Posting], next: Int?) {
        let found = try askingVacancies { limit in
            try Work.Vacancies.search(text, area: area, page: page, by: user.id, within: limit, services)
        }
        let postings = try services.database.withConnection { try $0.postings(found.postings, for: user.id) }
        let table = Dictionary(postings.map { ($0.id, $0) }) { first, _ in first }
        return (found.postings.compactMap { table[$0] }, found.next)
    }

    /// Fetches the whole description of a posting.
    /// - Throws: 404 where there is no such posting, 409 where its sources give no more than it has.
    func fillVacancy(_ id: UUID, by user: User) throws -> Posting {
        func posting() throws -> Posting {
            guard let posting = try services.database.withConnection({ try $0.posting(id, for: user.id) }) else {
                throw Problem.notFound()
            }
            return posting
        }
        _ = try posting()
        let isFilled = try askingVacancies { limit in
            try Work.Vacancies.fill(id, by: user.id, within: limit, services)
        }
        guard isFilled else {
            throw Problem.conflict("The sources of this posting give no more than it has.")
        }
        return try posting()
    }

    /// Somebody waits, on a thread of ours: few at once, and not for long.
    private func askingVacancies<R>(_ body: (Duration) throws -> R) throws -> R {
        let limit = services.settings.collecting.searchSeconds
        do {
            guard let result = try vacancyPlaces.take({ try body(.seconds(limit)) }) else {
                throw Problem.unavailable(retryAfter: 2, detail: "Other searches are under way. Try again in a moment.")
            }
            return result
        } catch let error as SourceError {
            services.logger.warning("vacancies not had", metadata: ["source.error": .string(error.message)])
            if error.code == .notFound { throw Problem.conflict("The source does not have this posting any more.") }
            let seconds = error.retryAfter.map { Int($0.components.seconds) } ?? (error.isPermanent ? 300 : 5)
            throw Problem.unavailable(
                retryAfter: min(max(1, seconds), 3600), detail: "HH.ru gave no answer that helps: \(error.message).")
        }
    }
}

/// Searching at HH.ru, and the whole of what was found. `GET` stores what it finds, so it takes bearer tokens only.
enum VacanciesAPI {
    static func search(_ context: Context) throws -> Response {
        let query = context.request.query
        guard let text = query["text"]?.trimmed.cut(to: 300), !text.isEmpty else {
            throw Problem.unprocessable([.init(field: "text", message: "is what to search for")])
        }
        let area = try context.parameter("area", "is the number of a region of HH.ru") { text in
            text.utf8.count <= 9 && text.utf8.allSatisfy { 48...57 ~= $0 } ? text : nil
        }
        let page = try context.parameter("page", "is a whole number from 0 to 99") { text in
            Int(text).flatMap { (0...99).contains($0) ? $0 : nil }
        }
        let (postings, next) = try context.site.searchVacancies(
            text, area: area, page: page ?? 0, by: try context.user())
        return try .json(ListBody(items: postings.map(PostingBody.init), next: next.map(String.init)))
    }

    static func fill(_ context: Context) throws -> Response {
        try .json(PostingBody(try context.site.fillVacancy(try context.id(), by: try context.user())))
    }
}
