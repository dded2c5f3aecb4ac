internal import Synchronization

/// Lets so many through in any sliding window, whichever process asks.
///
///     switch limiter.acquire("greenhouse", rate: 30) {
///     case .granted: try client.send(request)
///     case .wait(let time): sleep(time)               // and ask again
///     }
///
/// Who is told to stay away says so with ``hold(_:for:)``, and nobody is let through meanwhile.
///
/// One script on Redis decides by the server's clock. While Redis is away each process keeps to its part of the rate
/// (``init(redis:share:pause:)``), and to nothing for a window after it lost Redis: what was granted before still counts. When
/// Redis is back, both limits hold until the other processes have noticed. A rate too small to be divided waits for Redis. So
/// the limit holds in every case, as long as no more processes ask than `share` says.
public final class RateLimiter: Sendable {
    /// What was decided.
    public enum Answer: Sendable, Equatable {
        case granted
        /// Not yet; ask again after this time. Nothing is reserved.
        case wait(Duration)
    }

    /// What one process grants by itself.
    private struct Local {
        /// Since when Redis has not answered.
        var lostAt: Int64?
        /// When it answered again.
        var backAt: Int64?
        var arrivals: [String: Int64] = [:]
        /// Until when names are held, as far as this process knows.
        var holds: [String: Int64] = [:]
    }

    private let redis: RedisPool
    private let share: Int
    private let pause: Duration
    private let outage: Outage
    private let clock = SteadyClock()
    private let local = Mutex(Local())

    /// Names whose state is kept while Redis is away; those that are free again are forgotten first.
    private static let names = 10_000

    /// - Parameters:
    ///   - share: how many processes may ask at most; each uses this part of a rate while Redis is away.
    ///   - pause: how long Redis is left alone after it did not answer.
    public init(redis: RedisPool, share: Int = 8, pause: Duration = .seconds(1)) {
        self.redis = redis
        self.share = max(1, share)
        self.pause = pause
        outage = Outage(pause: pause)
    }

    /// Asks for one grant of at most `limit` in any `window`. Everybody who shares a name gives the same numbers.
    public func acquire(
        _ name: String, rate limit: Int, per window: Duration = .seconds(1), burst: Int = 1
    ) -> Answer {
        acquire(name, Rate(limit, per: window, burst: burst))
    }

    /// Asks for one grant of `rate`.
    public func acquire(_ name: String, _ rate: Rate) -> Answer {
        if let wait = held(name) { return .wait(wait) }
        let shared = try? outage.guarding { try ask(name, rate) }
        let now = clock.now
        return local.withLock { local in
            guard let shared else {
                if local.lostAt == nil { local.lostAt = now }
                return take(name, rate, now, &local)
            }
            if local.lostAt != nil {
                local.lostAt = nil
                local.backAt = now
            }
            if shared.wait > 0 { return .wait(.microseconds(shared.wait)) }
            if let back = local.backAt {
                // The others may still grant their own parts.
                if now < back + 2 * pause.microseconds + rate.window.microseconds {
                    return take(name, rate, now, &local)
                }
                local.backAt = nil
                local.arrivals = [:]
            }
            return .granted
        }
    }

    /// How long this process knows the name to be held. Redis, which may have forgotten it, is told again, and may know of a longer
    /// hold.
    private func held(_ name: String) -> Duration? {
        let now = clock.now
        guard let until = local.withLock({ $0.holds[name] }), until > now else { return nil }
        let rest = Duration.microseconds(until - now)
        let shared = try? outage.guarding { try share(hold: name, for: rest) }
        return max(rest, shared ?? .zero)
    }

    /// Lets nobody through for so long, whichever process asks; a longer hold that stands already stays. Without Redis, and should
    /// Redis forget it, it holds for this process, which tells Redis again when it asks next.
    public func hold(_ name: String, for time: Duration) {
        guard time > .zero else { return }
        let now = clock.now
        local.withLock { local in
            if local.holds.count >= Self.names { local.holds = local.holds.filter { $0.value > now } }
            local.holds[name] = max(local.holds[name] ?? 0, now + time.microseconds)
        }
        _ = try? outage.guarding { try share(hold: name, for: time) }
    }

    /// - Returns: how long the hold stands that all processes see.
    private func share(hold name: String, for time: Duration) throws -> Duration {
        let reply = try redis.run(
            Self.holding, keys: [Self.holdKey(name)], arguments: [RedisArgument((time.microseconds + 999) / 1000)])
        return .milliseconds(reply.int ?? 0)
    }

    package static func holdKey(_ name: String) -> String { "hunter:hold:\(name)" }

    /// Asks Redis. `time` is for tests: microseconds instead of the server's clock.
    package func ask(_ name: String, _ rate: Rate, time: Int64? = nil) throws -> (wait: Int64, time: Int64) {
        let reply = try redis.run(
            Self.script, keys: ["hunter:rate:\(name)", Self.holdKey(name)],
            arguments: [
                RedisArgument(rate.interval), RedisArgument(rate.tolerance), RedisArgument(time.map { "\($0)" } ?? ""),
            ])
        guard let numbers = reply.array?.map(\.int), numbers.count == 2, let wait = numbers[0], let time = numbers[1]
        else { throw RedisError(.unexpectedReply, "no wait and time", command: "EVALSHA") }
        return (Int64(wait), Int64(time))
    }

    private func take(_ name: String, _ rate: Rate, _ now: Int64, _ local: inout Local) -> Answer {
        guard let part = rate.divided(by: share) else { return .wait(pause) }
        if let lost = local.lostAt, now < lost + rate.window.microseconds {
            return .wait(.microseconds(lost + rate.window.microseconds - now))
        }
        if local.arrivals.count >= Self.names { local.arrivals = local.arrivals.filter { $0.value > now } }
        var arrival = local.arrivals[name] ?? now
        let wait = part.ask(&arrival, now: now)
        local.arrivals[name] = arrival
        return wait == 0 ? .granted : .wait(.microseconds(wait))
    }

    /// key: of the hold; argument: milliseconds. Answers how long it stands.
    private static let holding = Script(
        """
        local standing = redis.call('PTTL', KEYS[1])
        if standing >= tonumber(ARGV[1]) then return standing end
        redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
        return tonumber(ARGV[1])
        """)

    /// keys: the theoretical arrival time, the hold; arguments: interval, tolerance, the time or nothing for the server's. All in
    /// microseconds. Answers how long to wait, and the time. As `Rate.ask`.
    private static let script = Script(
        """
        local time = redis.call('TIME')
        local now = tonumber(ARGV[3]) or time[1] * 1000000 + time[2]
        local held = redis.call('PTTL', KEYS[2])
        if held > 0 then return {held * 1000, now} end
        local interval, tolerance = tonumber(ARGV[1]), tonumber(ARGV[2])
        local arrival = math.min(tonumber(redis.call('GET', KEYS[1]) or now), now + interval + tolerance)
        local wait = arrival - tolerance - now
        if wait > 0 then return {wait, now} end
        arrival = math.max(arrival, now) + interval
        redis.call('SET', KEYS[1], string.format('%.0f', arrival), 'PX', math.ceil((arrival - now) / 1000) + 1)
        return {0, now}
        """)
}
