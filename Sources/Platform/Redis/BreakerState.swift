/// When a circuit breaker opens and how it closes.
public struct BreakerRule: Sendable, Equatable {
    /// The last so many calls are looked at, and no judgement is made on fewer.
    public var calls = 20
    /// The share of errors among them at which it opens.
    public var errors = 0.5
    /// While it is open, one call in this time is let through to see whether the other side has recovered.
    public var probe = Duration.seconds(30)
    /// What is remembered of a side that nobody calls any more is forgotten after this.
    public var memory = Duration.seconds(3_600)

    public init() {}

    /// With the numbers that an operator may set.
    public init(calls: Int, errors: Double, probe: Duration) {
        self.calls = calls
        self.errors = errors
        self.probe = probe
    }

    /// Errors among the last ``calls`` at which it opens.
    var threshold: Int { max(1, Int((Double(calls) * errors).rounded(.up))) }
}

/// What a process knows of one breaker by itself. The scripts of ``CircuitBreaker`` do the same in Redis.
struct BreakerState: Equatable {
    /// The latest outcomes, true for success.
    private(set) var outcomes: [Bool] = []
    /// Of an open one: when the next probe may go, in microseconds.
    private(set) var probeAt: Int64?

    /// Whether a call may go: 0 yes, -1 as the probe, else microseconds until the next probe.
    mutating func admit(_ rule: BreakerRule, now: Int64) -> Int64 {
        guard let probeAt else { return 0 }
        let wait = min(probeAt - now, rule.probe.microseconds)
        if wait > 0 { return wait }
        self.probeAt = now + rule.probe.microseconds
        return -1
    }

    /// Notes how a call ended.
    mutating func record(_ succeeded: Bool, isProbe: Bool, _ rule: BreakerRule, now: Int64) {
        if probeAt != nil {
            // What was under way when it opened proves nothing new.
            guard isProbe else { return }
            if succeeded { self = BreakerState() } else { probeAt = now + rule.probe.microseconds }
            return
        }
        outcomes = (outcomes + [succeeded]).suffix(rule.calls)
        if outcomes.count >= rule.calls, outcomes.count(where: { !$0 }) >= rule.threshold {
            outcomes = []
            probeAt = now + rule.probe.microseconds
        }
    }

    /// Takes over what Redis says.
    mutating func follow(_ answer: Int64, _ rule: BreakerRule, now: Int64) {
        switch answer {
        case 0: if probeAt != nil { self = BreakerState() }
        case ..<0: probeAt = now + rule.probe.microseconds
        default: probeAt = now + answer
        }
    }
}
