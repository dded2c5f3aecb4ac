internal import Base
internal import Cryptography
internal import Redis

/// Slows down whoever guesses passwords: failures are counted for each account and each address.
///
/// After the allowed number of failures each further try waits twice as long as the one before, up to a bound, so that the
/// owner of an account can always get in within that bound. Without Redis nothing is counted: the bound on concurrent
/// hashes still stands.
struct Throttle: Sendable {
    let redis: RedisPool
    let failuresBeforeDelay: Int

    /// The longest wait, in seconds.
    private static let longestDelay = 60
    /// Seconds after which failures are forgotten.
    private static let memory = 3600
    /// An address stands for many people: it may fail this many times as often as an account.
    private static let addressFactor = 5

    private static let note = Script(
        """
        for i, key in ipairs(KEYS) do
            local failures = redis.call('HINCRBY', key, 'failures', 1)
            local over = failures - tonumber(ARGV[i])
            if over >= 0 then
                local delay = math.min(tonumber(ARGV[#KEYS + 2]), 2 ^ math.min(over, 16))
                redis.call('HSET', key, 'until', redis.call('TIME')[1] + delay)
            end
            redis.call('EXPIRE', key, ARGV[#KEYS + 1])
        end
        return 1
        """)

    private static let wait = Script(
        """
        local wait, now = 0, tonumber(redis.call('TIME')[1])
        for _, key in ipairs(KEYS) do
            wait = math.max(wait, tonumber(redis.call('HGET', key, 'until') or '0') - now)
        end
        return wait
        """)

    private func keys(account: String, address: String) -> [String] {
        [
            "hunter:throttle:account:" + Digest.sha256(account.lowercased()).prefix(16).hex,
            "hunter:throttle:address:" + Digest.sha256(address).prefix(16).hex,
        ]
    }

    /// Seconds the caller has to wait before the next try; 0 when it may go on.
    func delay(account: String, address: String) -> Int {
        let reply = try? redis.withConnection {
            try Self.wait.run(on: $0, keys: keys(account: account, address: address), arguments: [])
        }
        return max(0, Int(reply?.int ?? 0))
    }

    /// Counts a failure.
    func noteFailure(account: String, address: String) {
        let limits = [failuresBeforeDelay, failuresBeforeDelay * Self.addressFactor, Self.memory, Self.longestDelay]
        _ = try? redis.withConnection {
            try Self.note.run(
                on: $0, keys: keys(account: account, address: address), arguments: limits.map { .init(String($0)) })
        }
    }

    /// Forgets an account's failures after a success.
    func noteSuccess(account: String, address: String) {
        _ = try? redis.command("DEL", keys(account: account, address: address)[0])
    }
}
