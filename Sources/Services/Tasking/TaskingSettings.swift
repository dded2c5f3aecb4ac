/// Every time and limit of the task engine. Tests scale them down together.
public struct TaskingSettings: Sendable {
    /// A worker says that it lives this often,
    public var heartbeat = Duration.seconds(5)
    /// and is given up for dead after this long without. With `upkeep` it bounds how long a killed worker's tasks wait: 30 s.
    public var deadAfter = Duration.seconds(20)
    /// How often a worker asks whether its leases still hold, so how soon a cancelled task is told.
    public var pulse = Duration.seconds(1)
    /// How often due retries are queued and dead workers looked for.
    public var upkeep = Duration.seconds(1)
    /// How often the lists are compared with the rows.
    public var sweep = Duration.seconds(5)
    /// Rows a sweep looks at for one queue; the next sweep goes on where it stopped.
    public var sweepRows = 50_000
    /// A join whose children are all over, and that nothing has changed for this long, goes ahead though they were not all counted.
    public var joinQuiet = Duration.seconds(20)
    /// Rows that one statement of the upkeep changes or reads.
    public var batch = 1_000
    /// Rows of workers that are gone are kept this long.
    public var forgetWorkersAfter = Duration.seconds(3_600)

    /// A tick counts as missed, so that the schedule's rule for missed ones decides, when it is this old.
    public var tickGrace = Duration.seconds(60)
    /// Ticks of one schedule that get their tasks in one statement.
    public var tickBatch = 100

    /// Tasks that succeeded or were cancelled stay in the table this long, then they move to the history;
    public var keepFinished = Duration.seconds(86_400)
    /// dead ones wait longer for somebody to start them over;
    public var keepDead = Duration.seconds(30 * 86_400)
    /// and weeks of the history are dropped when all in them ended longer ago than this.
    public var keepHistory = Duration.seconds(90 * 86_400)

    /// How long a thread waits at an empty list before it looks whether to stop.
    public var take = Duration.seconds(2)
    /// A user has at most this many tasks for each thread of a queue in its main list and in hand; more of theirs wait apart.
    public var window = 2
    /// Each how manieth task taken is one of low priority while others wait.
    public var lowTurn = 10
    /// Effects of kinds that take less than this share one transaction with others; slower ones have their own.
    public var shareBelow = Duration.milliseconds(1)
    /// So many tasks at most end in one transaction.
    public var shareAtMost = 64

    /// How long a Redis command may take; added to `take` for the waiting one.
    public var redisTimeout = Duration.seconds(5)
    /// Without Redis, or without PostgreSQL, a thread tries again after this, doubling up to `retryCap`.
    public var retryBase = Duration.milliseconds(100)
    public var retryCap = Duration.seconds(2)
    /// Without Redis, tasks are taken from these at random, so that threads seldom want the same: from this many of the oldest
    /// and of the newest rows,
    public var directRows = 256
    /// and of this many users, in turn, of whom each is given `window` tasks a look, the ones of most priority.
    public var directUsers = 32

    /// A queue gets more threads when a task has waited for one this long,
    public var growAfter = Duration.seconds(1)
    /// and gives up one in each such time in which none did.
    public var shrinkAfter = Duration.seconds(30)

    /// SIGTERM: the process is gone within this. What runs may finish before; the rest goes back.
    public var drain = Duration.seconds(30)
    /// The last part of it, for giving back what did not finish; of a short drain a tenth at most.
    public var drainReserve = Duration.seconds(3)
    /// Threads that notice that their task was given back have this long to leave.
    public var drainGrace = Duration.milliseconds(500)

    /// Crashes while running alone after which a task is dead.
    public var maxCrashes = 3
    /// How long a task that must run alone waits for the process to fall quiet before it is put off,
    public var aloneWait = Duration.seconds(20)
    /// by this long: the others, who wait with it, have the rest of the time.
    public var alonePause = Duration.seconds(120)
    /// How long a task that has crashed twice has the process for itself; each further crash doubles it.
    public var alonePatience = Duration.seconds(10)
    /// `Retry-After` is honoured up to this.
    public var retryAfterCap = Duration.seconds(3_600)
    /// How often a commit is tried again after a deadlock.
    public var commitAttempts = 5

    /// A task that runs on for so long after its timeout is reported as an error.
    public var overdueGrace = Duration.seconds(60)
    /// How often what running tasks wrote to the log is stored.
    public var logStore = Duration.seconds(5)

    /// Progress is written to Redis at most this often.
    public var progress = Duration.milliseconds(200)
    /// Statuses of tasks that are over stay in Redis this long; then PostgreSQL answers.
    public var statusTTL = Duration.seconds(86_400)
    /// Statuses of live tasks: short, so that whatever a crash left behind heals by itself.
    public var liveStatusTTL = Duration.seconds(60)

    /// The stack of a worker thread, in bytes.
    public var stackSize = 8 << 20

    public init() {}

    /// A process takes tasks from others only when it has reached PostgreSQL for so long itself, or the first to come back after an
    /// outage would take everybody's: whoever lives says so within a heartbeat and the time that a lost connection takes. No longer,
    /// because tasks whose worker dies just before wait for it as well.
    var steady: Duration { deadAfter / 2 }
    /// A silence that ends that time. A shorter one leaves heartbeats young enough.
    var steadyGap: Duration { deadAfter * 0.4 }

    /// How long what runs may go on after SIGTERM.
    var drainWork: Duration { drain - min(drainReserve, drain / 10) }

    /// How long a task that has crashed so often has the process for itself. Doubled, so that one that takes its time to crash
    /// is alone for long enough some day; bounded, so that the number cannot overflow.
    func patience(afterCrashes count: Int) -> Duration { alonePatience * Double(1 << min(max(count - 2, 0), 12)) }

    /// With the times of upkeep, silence and waiting multiplied, for tests that kill workers by the hundred. What people see and
    /// what outside services ask for (drain, status, `Retry-After`) stays.
    public func scaled(by factor: Double) -> TaskingSettings {
        var scaled = self
        scaled.heartbeat = heartbeat * factor
        scaled.deadAfter = deadAfter * factor
        scaled.pulse = pulse * factor
        scaled.logStore = logStore * factor
        scaled.upkeep = upkeep * factor
        scaled.sweep = sweep * factor
        scaled.joinQuiet = joinQuiet * factor
        scaled.take = take * factor
        scaled.retryBase = retryBase * factor
        scaled.retryCap = retryCap * factor
        scaled.growAfter = growAfter * factor
        scaled.shrinkAfter = shrinkAfter * factor
        scaled.aloneWait = aloneWait * factor
        scaled.alonePause = alonePause * factor
        scaled.alonePatience = alonePatience * factor
        return scaled
    }
}
