internal import Base
internal import Composition
internal import Logging
internal import Storage
internal import Synchronization

/// Counts what tasks did, minute by minute, for the charts. One process does it for all; not by tasks, which would count
/// themselves.
final class TaskCounting: Sendable {
    private let services: Services
    private let isStopping = Atomic(false)

    /// Seconds between two counts.
    private static let interval = 15.0

    init(services: Services) {
        self.services = services
    }

    /// Works until ``stop()`` is called.
    func run() {
        var seconds = 0
        while !isStopping.load(ordering: .relaxed) {
            if seconds % 5 == 0 { count() }
            seconds += 1
            WorkerThread.sleep(milliseconds: 1000)
        }
    }

    func stop() {
        isStopping.store(true, ordering: .relaxed)
    }

    private func count() {
        do {
            try services.database.withConnection { db in
                guard try db.takeTick("count", interval: Self.interval) else { return }
                try db.countTaskMinutes()
            }
        } catch {
            services.logger.warning("tasks not counted", metadata: ["error": .string("\(error)")])
        }
    }
}
