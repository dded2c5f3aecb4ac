internal import Base
public import Composition
internal import Cryptography
internal import FoundationEssentials
public import HTTP
internal import Logging
internal import Model
internal import Postgres
internal import Retrieval
internal import Storage
internal import Tasking
internal import Templates

/// The product's web side: answers one request, on whatever thread it is called.
///
/// The road of a request, in this order: route, session, access, forgery check, the handler, and what every answer carries.
public final class Site: Sendable {
    static let apiBase = "/api/v1"

    let services: Services
    let renderer: Renderer<Shell>
    let words: Words
    let sessions: Sessions
    let throttle: Throttle
    let hasher: PasswordHasher
    /// A hash of no password, checked where an address is unknown, so that both take the same time.
    let decoyHash: String
    let rules: AccountRules
    let assets: Assets
    /// Searches of the postings, which are the installation's and the same for everybody.
    let searches: MomentCache<Jobs.Listing>
    /// Who may wait for HH at once.
    let vacancyPlaces: Places
    /// What searching resumes by meaning is done with.
    let finder = ResumeFinder(meaning: ResumeMeaning.shared)
    /// The language of pages; one per installation until accounts choose theirs.
    let language = "en"
    let router: Router<Route>
    private let headers = SecurityHeaders()

    /// - Throws: everything that is wrong with the templates or the route table.
    public init(services: Services) throws {
        self.services = services
        words = try Words(directory: services.settings.home + "/templates/words")
        renderer = try Renderer(
            directory: services.settings.home + "/templates", pages: PageTypes.all, words: words)
        sessions = Sessions(
            database: services.database, redis: services.redis, lifetime: services.settings.accounts.sessions,
            time: services.time, logger: services.logger)
        throttle = Throttle(
            redis: services.redis, failuresBeforeDelay: services.settings.accounts.failuresBeforeDelay)
        hasher = try PasswordHasher(concurrency: services.settings.accounts.hashConcurrency)
        decoyHash = try hasher.hash(Token().text)
        rules = try AccountRules(home: services.settings.home)
        assets = Assets(directory: services.settings.home + "/public")
        vacancyPlaces = Places(services.settings.collecting.searchesAtOnce)
        searches = MomentCache(capacity: 128, lifetime: .seconds(services.settings.web.searchCacheSeconds))
        router = try Router(Self.routes.map { ($0.method, $0.pattern, $0) })
    }

    /// Answers a request. Never fails: what goes wrong becomes an answer and a line in the log.
    public func respond(to request: Request) -> Response {
        let started = ContinuousClock.now
        var logger = services.logger
        logger[metadataKey: "request.id"] = .string(request.id)
        var presence = Presence.person
        var response = answer(request, presence: &presence, logger: logger)
        headers.apply(to: &response, isSecure: isSecure(request))
        response.headers.set("X-Request-ID", request.id)
        if response.headers["Cache-Control"] == nil { response.headers.set("Cache-Control", "no-store") }
        // Polls come by the thousand and say nothing once they are answered well.
        log(presence == .poll && response.status.code < 400 ? .debug : .info, request, response, started, logger)
        return response
    }

    /// Whether the person's connection is encrypted, by the connection or by what the operator says stands before us.
    func isSecure(_ request: Request) -> Bool {
        request.isSecure || services.settings.isSecure
    }

    private func answer(_ request: Request, presence: inout Presence, logger: Logger) -> Response {
        if let defect = request.defect { return refusal(defect, request, nil, logger) }
        let route: Route
        switch find(request) {
        case .found(let found, let parameters):
            route = found
            presence = found.presence
            request.parameters = parameters
        case .methodNotAllowed(let allow):
            return refusal(.methodNotAllowed(allow: allow), request, nil, logger)
        case .notFound:
            return refusal(.notFound(), request, nil, logger)
        }
        var context: Context?
        do {
            let admitted = try admit(request, to: route, logger: logger)
            context = admitted
            return try answerOnce(admitted) { try route.handler(admitted) }
        } catch let stop as Stop {
            return stop.response
        } catch {
            return refusal(problem(for: error, logger: logger), request, context, logger)
        }
    }

    /// The route of a request, which may have been found when it was made ready.
    func find(_ request: Request) -> Router<Route>.Match {
        if let reading = request.preparation as? FirstReading { return .found(reading.route, request.parameters) }
        return router.match(request.method, request.path)
    }

    private func log(
        _ level: Logger.Level, _ request: Request, _ response: Response, _ started: ContinuousClock.Instant,
        _ logger: Logger
    ) {
        guard logger.logLevel <= level else { return }
        let elapsed = started.duration(to: .now).components
        let milliseconds = elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000
        logger.log(
            level: level, "request answered",
            metadata: [
                "http.method": .string(request.method.rawValue), "http.path": .string(request.path),
                "http.status": .stringConvertible(response.status.code),
                "duration.ms": .stringConvertible(milliseconds),
            ])
    }

    /// What the caller is told of an error, and what the log is.
    private func problem(for error: any Error, logger: Logger) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let refusal as UploadRefusal: return refusal.problem(words.language(language), self)
        case PasswordError.busy:
            return .unavailable(retryAfter: 2, detail: "Many people are logging in. Try again in a moment.")
        case let error as PostgresError where error.isUnavailable:
            logger.error("database unavailable", metadata: ["error": .string("\(error)")])
            return .unavailable(retryAfter: 5, detail: "The database is not answering. Try again in a moment.")
        case let error as PostgresError where error.isSerializationConflict:
            logger.warning("request lost against others", metadata: ["error": .string("\(error)")])
            return .unavailable(retryAfter: 1, detail: "Others were changing the same thing. Try again.")
        default:
            logger.error("request failed", metadata: ["error": .string("\(error)")])
            return Problem(.internalServerError)
        }
    }

    /// The answer to a request that cannot be served: a problem for programs, a page for people.
    func refusal(_ problem: Problem, _ request: Request, _ context: Context?, _ logger: Logger) -> Response {
        // An address that cannot be read leaves no path to tell by.
        guard !request.wantsJSON, !request.rawTarget.hasPrefix(Self.apiBase + "/") else { return .problem(problem) }
        var response = errorPage(problem, request, context, logger)
        for field in problem.headers { response.headers.set(field.name, field.value) }
        return response
    }
}

/// Ends a request with an answer that is no failure, such as the redirect to the log-in.
struct Stop: Error {
    let response: Response
}
