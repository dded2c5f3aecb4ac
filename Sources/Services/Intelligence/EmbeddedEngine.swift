public import Base
internal import Matching
public import Model
internal import Synchronization

/// The built-in scorer: no key, no network, well under a millisecond a pair.
///
/// It remembers the last resumes it read, because a ranking scores one resume against hundreds of postings.
public struct EmbeddedEngine: Engine {
    private let time: TimeSource
    private let memory: Memory

    /// - Parameters:
    ///   - time: what "present" in a resume means.
    ///   - remembered: how many resumes stay read; 0 for none.
    public init(time: TimeSource = .system, remembered: Int = 8) {
        self.time = time
        memory = Memory(capacity: max(0, remembered))
    }

    public var name: String { Scorer.name }
    public var version: String { Scorer.version }

    public func score(resume: ResumeSide, posting: PostingSide, check: () throws -> Void) throws -> Score {
        try check()
        let now = time.now
        let scorer = Scorer(now: now)
        // Years of work are counted by the month.
        let month = UTCDate.yearAndMonth(now)
        let key = Memory.Key(resume: resume, month: month.year * 12 + month.month)
        let prepared = memory.value(for: key) { scorer.prepare(resume) }
        return scorer.score(prepared, scorer.prepare(posting), wishes: resume.wishes)
    }
}

/// A few prepared resumes, the last used first.
private final class Memory: Sendable {
    struct Key: Equatable, Sendable {
        var resume: ResumeSide
        var month: Int
    }

    private let capacity: Int
    private let entries = Mutex<[(key: Key, value: PreparedResume)]>([])

    init(capacity: Int) {
        self.capacity = capacity
    }

    func value(for key: Key, make: () -> PreparedResume) -> PreparedResume {
        let known = entries.withLock { entries -> PreparedResume? in
            guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
            let entry = entries.remove(at: index)
            entries.insert(entry, at: 0)
            return entry.value
        }
        if let known { return known }
        // Outside the lock: two threads may read the same resume at once, and one result is as good as the other.
        let value = make()
        entries.withLock { entries in
            entries.insert((key, value), at: 0)
            if entries.count > capacity { entries.removeLast() }
        }
        return value
    }
}
