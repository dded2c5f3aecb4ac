import CHiredis
import Glibc

/// One connection to Redis, used by one thread at a time.
///
/// hiredis connects and reads replies; commands are written here, so that a server gone away is an error and never a SIGPIPE.
/// Not `Sendable`: the compiler keeps a connection to one thread.
public final class RedisConnection {
    private let context: UnsafeMutablePointer<redisContext>
    /// No further use: what is read next may be the answer to something else.
    public private(set) var isBroken = false
    /// Answers that nobody waits for.
    private var owed = 0

    /// - Parameters:
    ///   - url: `unix:///path?db=1` or `redis://[:password@]host:port/db`.
    ///   - commandTimeout: how long to wait for an answer; longer than what a blocking command blocks. Zero waits for ever.
    public convenience init(
        url: String, connectTimeout: Duration = .seconds(2), commandTimeout: Duration = .seconds(5)
    ) throws {
        try self.init(address: RedisAddress(url: url), connectTimeout: connectTimeout, commandTimeout: commandTimeout)
    }

    init(address: RedisAddress, connectTimeout: Duration, commandTimeout: Duration) throws {
        let timeout = timeval(connectTimeout)
        let created =
            switch address.place {
            case .unix(let path): redisConnectUnixWithTimeout(path, timeout)
            case .tcp(let host, let port): redisConnectWithTimeout(host, port, timeout)
            }
        guard let created else { throw RedisError(.connection, "out of memory") }
        context = created
        guard context.pointee.err == 0 else {
            throw RedisError(.connection, Self.message(of: context))
        }
        try setCommandTimeout(connectTimeout)
        var greeting: [[RedisArgument]] = []
        if let password = address.password {
            greeting.append(["AUTH"] + (address.user.map { [RedisArgument($0)] } ?? []) + [RedisArgument(password)])
        }
        if address.database != 0 { greeting.append(["SELECT", RedisArgument(address.database)]) }
        for (command, reply) in zip(greeting, try pipeline(greeting)) {
            _ = try reply.get(command: Self.name(of: command))
        }
        try setCommandTimeout(commandTimeout)
    }

    deinit {
        redisFree(context)
    }

    /// Sets how long a command may take from now on; zero for ever.
    public func setCommandTimeout(_ timeout: Duration) throws {
        guard redisSetTimeout(context, timeval(timeout)) == REDIS_OK else {
            isBroken = true
            throw RedisError(.connection, Self.message(of: context))
        }
    }

    /// Runs one command. Throws `RedisError(.server)` if Redis answers an error.
    @discardableResult
    public func command(_ arguments: String...) throws -> Reply {
        try command(arguments.map { RedisArgument($0) })
    }

    /// Runs one command. Throws `RedisError(.server)` if Redis answers an error.
    @discardableResult
    public func command(_ arguments: [RedisArgument]) throws -> Reply {
        let name = Self.name(of: arguments)
        let reply = try pipeline([arguments])[0]
        return try reply.get(command: name)
    }

    /// Sends all commands at once; answers in their order. A command that Redis refuses is an `.error` among the replies and
    /// does not keep the others from running.
    public func pipeline(_ commands: [[RedisArgument]]) throws -> [Reply] {
        guard !isBroken else { throw RedisError(.connection, "the connection is broken") }
        guard !commands.isEmpty else { return [] }
        var buffer = CommandBuffer()
        for command in commands {
            guard !command.isEmpty else { throw RedisError(.unexpectedReply, "a command without words") }
            buffer.append(command)
        }
        let name = Self.name(of: commands[0])
        // Whatever goes wrong from here on leaves replies unread.
        isBroken = true
        try send(buffer.bytes, name)
        while owed > 0 {
            _ = try receive(name)
            owed -= 1
        }
        var replies: [Reply] = []
        replies.reserveCapacity(commands.count)
        var isReadOnly = false
        for _ in commands {
            let reply = try receive(name)
            if case .error(let text) = reply, text.hasPrefix("READONLY") { isReadOnly = true }
            replies.append(reply)
        }
        // A server that became a replica: a new connection may find the new primary.
        isBroken = isReadOnly
        return replies
    }

    /// Sends a command and does not wait for its answer, whatever that is; the next command reads it.
    public func post(_ command: [RedisArgument]) throws {
        guard !isBroken else { throw RedisError(.connection, "the connection is broken") }
        var buffer = CommandBuffer()
        buffer.append(command)
        isBroken = true
        try send(buffer.bytes, Self.name(of: command))
        owed += 1
        isBroken = false
    }

    /// Runs the commands as one (`MULTI`, `EXEC`); answers in their order. Nothing runs if Redis refuses to queue one.
    public func transaction(_ commands: [[RedisArgument]]) throws -> [Reply] {
        let replies = try pipeline([["MULTI"]] + commands + [["EXEC"]])
        guard let last = replies.last, let results = try last.get(command: "EXEC").array else {
            throw RedisError(.unexpectedReply, "EXEC gave no array", command: "EXEC")
        }
        return results
    }

    /// Whether Redis is still there, as far as can be told without asking: an idle connection has nothing to read.
    func looksAlive() -> Bool {
        guard !isBroken else { return false }
        var descriptor = pollfd(fd: context.pointee.fd, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) == 0
    }

    private func send(_ bytes: [UInt8], _ command: String) throws {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    context.pointee.fd, buffer.baseAddress.map { $0 + offset }, buffer.count - offset,
                    Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                offset += count
                continue
            }
            let code = errno
            if code == EINTR { continue }
            throw Self.failure(errno: code, command)
        }
    }

    private func receive(_ command: String) throws -> Reply {
        var answer: UnsafeMutableRawPointer?
        guard redisGetReply(context, &answer) == REDIS_OK, let answer else {
            let code = errno
            if context.pointee.err == REDIS_ERR_IO { throw Self.failure(errno: code, command) }
            throw RedisError(.connection, Self.message(of: context), command: command)
        }
        defer { freeReplyObject(answer) }
        return Reply(answer.assumingMemoryBound(to: redisReply.self))
    }

    private static func failure(errno code: Int32, _ command: String) -> RedisError {
        code == EAGAIN || code == ETIMEDOUT
            ? RedisError(.timeout, "no answer in time", command: command)
            : RedisError(.connection, String(cString: strerror(code)), command: command)
    }

    private static func name(of command: [RedisArgument]) -> String {
        command.first.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    }

    private static func message(of context: UnsafeMutablePointer<redisContext>) -> String {
        withUnsafeBytes(of: context.pointee.errstr) { text in
            String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

extension Reply {
    /// Copies a reply of hiredis.
    fileprivate init(_ reply: UnsafeMutablePointer<redisReply>) {
        let bytes = UnsafeRawBufferPointer(start: reply.pointee.str, count: reply.pointee.len)
        switch reply.pointee.type {
        case REDIS_REPLY_STRING: self = .string([UInt8](bytes))
        case REDIS_REPLY_STATUS: self = .status(String(decoding: bytes, as: UTF8.self))
        case REDIS_REPLY_ERROR: self = .error(String(decoding: bytes, as: UTF8.self))
        case REDIS_REPLY_INTEGER: self = .integer(reply.pointee.integer)
        case REDIS_REPLY_ARRAY:
            let elements = UnsafeBufferPointer(start: reply.pointee.element, count: reply.pointee.elements)
            self = .array(elements.map { element in element.map { Reply($0) } ?? .null })
        default: self = .null
        }
    }
}

private func timeval(_ duration: Duration) -> timeval {
    let (seconds, attoseconds) = duration.components
    return timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
}
