internal import Base
internal import Composition
internal import Cryptography
internal import FoundationEssentials
internal import HTTP
internal import Redis
internal import Tasking

/// What is read from Redis for a request before anything else: its session, and what its route wants in the same round trip.
final class FirstReading {
    let route: Route
    let tokenHash: [UInt8]
    /// The session's first, then the companion's.
    let commands: [[RedisArgument]]
    /// Set where it was read together with others.
    var replies: [Reply]?

    init(_ token: Token, _ request: Request, _ route: Route) {
        self.route = route
        tokenHash = token.hash
        let session: [RedisArgument] = ["GET", .init(Sessions.key(tokenHash))]
        let companion: [RedisArgument]? =
            switch route.companion {
            case .nothing: nil
            case .status: request.parameters["id"].flatMap { UUID(text: $0) }.map { StatusBoard.read($0) }
            case .postingRevision: Services.readPostingRevision
            }
        commands = [session] + (companion.map { [$0] } ?? [])
    }
}

extension Site {
    /// Whether a request asks how a task stands, which Redis alone answers as a rule; then it is made ready to be read
    /// together with others.
    func isStatusPoll(_ request: Request) -> Bool {
        guard request.method == .get, request.defect == nil,
            case .found(let route, let parameters) = find(request), route.companion == .status
        else { return false }
        request.parameters = parameters
        guard let token = sessionToken(of: request, route: route) else { return false }
        request.preparation = FirstReading(token, request, route)
        return true
    }

    /// Reads the sessions and statuses of several polls in one round trip. Without Redis each poll goes its own way.
    func prepare(_ polls: [Request]) {
        let readings = polls.compactMap { $0.preparation as? FirstReading }
        guard var replies = (try? services.redis.pipeline(readings.flatMap(\.commands)))?[...] else { return }
        for reading in readings {
            reading.replies = Array(replies.prefix(reading.commands.count))
            replies = replies.dropFirst(reading.commands.count)
        }
    }
}
