internal import FoundationEssentials
internal import HTTP
internal import Postgres
internal import Storage
internal import Tasking

extension Site {
    /// What waits is bounded: for each person, so that one cannot fill the queues for all, and in total, so that all together cannot
    /// fill the memory. A person's requests are let in one at a time, so that what is counted here, and by the caller after it, holds
    /// until the transaction ends. The total is counted now and then: see ``LiveTaskGauge``.
    /// - Parameters:
    ///   - user: whose work it would be; nil for the installation's own.
    ///   - tasks: how many the request is about to put in; 0 where they are in already.
    /// - Throws: 429.
    func refuseTooMany(of user: UUID?, tasks: Int = 1, _ db: Connection) throws {
        let caps = services.settings.worker
        if let user {
            try db.holdCaps(of: user)
            guard try db.liveTaskCount(of: user, limit: caps.tasksPerUser + 1) + tasks <= caps.tasksPerUser else {
                throw Problem.tooMany(
                    retryAfter: 30, detail: "Too much of your work is waiting already. Let some of it finish.")
            }
        }
        guard try services.backlog.admits(tasks, limit: caps.tasksInTotal, on: db) else {
            throw Problem.tooMany(
                retryAfter: 60, detail: "Too much work is waiting here at the moment. Try again in a minute.")
        }
    }
}
