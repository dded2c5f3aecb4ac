internal import Composition
internal import FoundationEssentials
internal import Model
internal import Storage
public import Tasking

/// Looks whether postings are still up that no listing has shown for some time: their own pages are fetched.
public struct CheckPostings: TaskKind {
    public static let kind = "check_postings"
    public static let queue = QueueName.collect

    public init() {}

    /// Each page's answer is kept as soon as it is there, so that a crash looks at one page again.
    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(CheckPostings.self) { _, context in
            let settings = services.settings.liveness
            let since = services.time.now.addingTimeInterval(-Double(settings.hours) * 3600)
            let postings = try context.read { try $0.postingsToCheck(since: since, limit: settings.batch) }
            var counts: [Liveness: Int] = [:]
            for (index, posting) in postings.enumerated() {
                try context.checkCancelled()
                context.progress(index, of: postings.count, stage: "checking")
                let finding = services.lookAtPage(of: posting)
                counts[finding.liveness, default: 0] += 1
                try context.checkpoint { try $0.noteLiveness(finding, of: posting.id, at: services.time.now) }
            }
            let (open, closed) = (counts[.open] ?? 0, counts[.closed] ?? 0)
            let result = ["open": open, "closed": closed, "unknown": counts[.unknown] ?? 0]
            return Completion { db in
                if closed > 0 { try services.noteClosed(on: db) }
                return result
            }
        }
    }
}

/// Notes what is needed to find the like of postings that were stored before it was kept.
public struct TracePostings: TaskKind {
    public static let kind = "trace_postings"
    public static let queue = QueueName.maintenance

    public init() {}

    private static let batch = 200

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(TracePostings.self) { _, context in
            var traced = 0
            while true {
                try context.checkCancelled()
                let count = try context.checkpoint { try services.traceOldPostings(limit: batch, on: $0) }
                traced += count
                if count < batch { return Completion(result: ["traced": traced]) }
            }
        }
    }
}
