import Synchronization

/// A Lua script that Redis runs as one step.
///
/// Redis knows a script by a digest of its text. The first run of a process stores the script and learns the digest; later
/// runs send only that, and the whole text again if Redis has forgotten it (a restart, `SCRIPT FLUSH`).
public final class Script: Sendable {
    private let text: RedisArgument
    private let digest = Mutex<RedisArgument?>(nil)

    public init(_ lua: String) {
        text = RedisArgument(lua)
    }

    /// Runs the script. Throws `RedisError(.server)` for errors of Redis and of the script.
    @discardableResult
    public func run(
        on connection: RedisConnection, keys: [String] = [], arguments: [RedisArgument] = []
    ) throws -> Reply {
        let words = Self.words(keys, arguments)
        do {
            return try connection.command(["EVALSHA", try digest(on: connection)] + words)
        } catch let error as RedisError where error.serverCode == "NOSCRIPT" {
            return try connection.command(["EVAL", text] + words)
        }
    }

    /// The script as one command with its whole text, to stand in a pipeline or transaction.
    public func command(keys: [String] = [], arguments: [RedisArgument] = []) -> [RedisArgument] {
        ["EVAL", text] + Self.words(keys, arguments)
    }

    /// The script as one command, by its digest where that is known: where the script has run, to stand in a pipeline.
    public func short(keys: [String] = [], arguments: [RedisArgument] = []) -> [RedisArgument] {
        guard let digest = digest.withLock({ $0 }) else { return command(keys: keys, arguments: arguments) }
        return ["EVALSHA", digest] + Self.words(keys, arguments)
    }

    private func digest(on connection: RedisConnection) throws -> RedisArgument {
        if let known = digest.withLock({ $0 }) { return known }
        guard let bytes = try connection.command(["SCRIPT", "LOAD", text]).bytes else {
            throw RedisError(.unexpectedReply, "no digest", command: "SCRIPT LOAD")
        }
        let fresh = RedisArgument(bytes)
        digest.withLock { $0 = fresh }
        return fresh
    }

    private static func words(_ keys: [String], _ arguments: [RedisArgument]) -> [RedisArgument] {
        [RedisArgument(keys.count)] + keys.map { RedisArgument($0) } + arguments
    }
}
