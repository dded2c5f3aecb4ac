internal import HTTP
internal import Postgres
internal import Redis

/// What load balancers and supervisors ask.
enum Health {
    /// The process serves.
    static func health(_ context: Context) throws -> Response {
        try .json(["status": "ok"])
    }

    /// Everything that a request needs is there; 503 names what is not.
    static func ready(_ context: Context) throws -> Response {
        var missing: [String] = []
        let isMigrated = try? context.services.database.withConnection { try $0.isMigrated() }
        if isMigrated == nil { missing.append("database") }
        if isMigrated == false { missing.append("migrations") }
        if (try? context.services.redis.command("PING")) == nil { missing.append("redis") }
        guard missing.isEmpty else {
            var response = try Response.json(
                Readiness(status: "unavailable", missing: missing), status: .serviceUnavailable)
            response.headers.set("Retry-After", "2")
            return response
        }
        return try .json(Readiness(status: "ok", missing: []))
    }

    private struct Readiness: Encodable {
        var status: String
        var missing: [String]
    }
}
