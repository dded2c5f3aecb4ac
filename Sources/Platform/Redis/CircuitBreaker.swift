internal import Synchronization

/// Stops calls to a side that fails, for all processes together.
///
/// It opens when at least half of the last 20 calls failed. While it is open one call each 30 s goes through as a probe; the
/// first that succeeds closes it. The state is in Redis, so it survives any worker. While Redis is away each process goes on with
/// what it knows itself: what it last heard from Redis, and the outcomes of its own calls.
public final class CircuitBreaker: Sendable {
    /// Whether a call may be made.
    public enum Admission: Sendable, Equatable {
        /// Make it, and say how it ended.
        case pass(isProbe: Bool)
        /// Not before so long from now.
        case open(Duration)
    }

    private let redis: RedisPool
    private let rule: BreakerRule
    private let outage: Outage
    private let clock = SteadyClock()
    private let states = Mutex<[String: BreakerState]>([:])

    /// Sides that a process remembers by itself.
    private static let names = 10_000

    /// - Parameter pause: how long Redis is left alone after it did not answer.
    public init(redis: RedisPool, rule: BreakerRule = BreakerRule(), pause: Duration = .seconds(1)) {
        self.redis = redis
        self.rule = rule
        outage = Outage(pause: pause)
    }

    /// Asks whether `name` may be called.
    public func admit(_ name: String) -> Admission {
        let shared = try? outage.guarding { try admitShared(name) }
        let now = clock.now
        let answer = states.withLock { states in
            if states.count >= Self.names, states[name] == nil { states = [:] }
            guard let shared else { return states[name, default: BreakerState()].admit(rule, now: now) }
            states[name, default: BreakerState()].follow(shared, rule, now: now)
            return shared
        }
        return answer > 0 ? .open(.microseconds(answer)) : .pass(isProbe: answer < 0)
    }

    /// Notes how a call that was let through ended.
    public func record(_ name: String, succeeded: Bool, isProbe: Bool) {
        let now = clock.now
        states.withLock { states in
            states[name, default: BreakerState()].record(succeeded, isProbe: isProbe, rule, now: now)
        }
        _ = try? outage.guarding { try recordShared(name, succeeded: succeeded, isProbe: isProbe) }
    }

    /// As `BreakerState.admit`, in Redis. `time` is for tests: microseconds instead of the server's clock.
    func admitShared(_ name: String, time: Int64? = nil) throws -> Int64 {
        let reply = try redis.run(
            Self.admission, keys: [Self.key(name)], arguments: [RedisArgument(time.map { "\($0)" } ?? "")] + numbers)
        guard let answer = reply.int else { throw RedisError(.unexpectedReply, "no number", command: "EVALSHA") }
        return Int64(answer)
    }

    func recordShared(_ name: String, succeeded: Bool, isProbe: Bool, time: Int64? = nil) throws {
        try redis.run(
            Self.outcome, keys: [Self.key(name)],
            arguments: [RedisArgument(time.map { "\($0)" } ?? "")] + numbers + [
                RedisArgument(rule.calls), RedisArgument(rule.threshold), succeeded ? "1" : "0", isProbe ? "1" : "0",
            ])
    }

    private var numbers: [RedisArgument] {
        [RedisArgument(rule.probe.microseconds), RedisArgument(rule.memory.microseconds / 1000)]
    }

    private static func key(_ name: String) -> String { "hunter:breaker:\(name)" }

    /// A hash with `calls`, the latest outcomes as 0 and 1, or, when open, `probe`, when the next one may go.
    private static let common = """
        local time = redis.call('TIME')
        local now = tonumber(ARGV[1]) or time[1] * 1000000 + time[2]
        local interval = tonumber(ARGV[2])
        local function open()
            redis.call('HSET', KEYS[1], 'probe', string.format('%.0f', now + interval))
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
        end

        """

    /// arguments: the time or nothing, probe interval in microseconds, memory in ms. As `BreakerState.admit`.
    private static let admission = Script(
        common + """
            local probe = redis.call('HGET', KEYS[1], 'probe')
            if not probe then return 0 end
            local wait = math.min(tonumber(probe) - now, interval)
            if wait > 0 then return wait end
            open()
            return -1
            """)

    /// arguments: as above, then calls, threshold, 1 for success, 1 for a probe. As `BreakerState.record`.
    private static let outcome = Script(
        common + """
            local calls, threshold = tonumber(ARGV[4]), tonumber(ARGV[5])
            if redis.call('HEXISTS', KEYS[1], 'probe') == 1 then
                if ARGV[7] ~= '1' then return end
                if ARGV[6] == '1' then redis.call('DEL', KEYS[1]) else open() end
                return
            end
            local outcomes = string.sub((redis.call('HGET', KEYS[1], 'calls') or '') .. ARGV[6], -calls)
            local _, errors = string.gsub(outcomes, '0', '')
            if #outcomes >= calls and errors >= threshold then
                redis.call('HDEL', KEYS[1], 'calls')
                open()
            else
                redis.call('HSET', KEYS[1], 'calls', outcomes)
                redis.call('PEXPIRE', KEYS[1], ARGV[3])
            end
            """)
}
