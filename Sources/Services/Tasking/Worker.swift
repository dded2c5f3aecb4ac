internal import Logging
internal import Postgres

/// What the parts of one worker process work with.
struct Worker: Sendable {
    let state: WorkerState
    let pool: Pool
    let queue: TaskQueue
    let registry: TaskRegistry
    let settings: TaskingSettings
    let logger: Logger

    var lists: TaskLists { queue.lists }
}
