internal import FoundationEssentials
internal import HTTP
internal import Postgres
internal import Storage
internal import Tasking

extension Site {
    /// What waits is bounded: for each person, so that one cannot fill the queues for all, and in total, so that all together cannot
    /// fill the memory.
    /// - Parameter user: whose work it would be; nil for the installation's own.
    /// - Throws: 429.
    func refuseTooMany(of user: UUID?, _ db: Connection) throws {
        let caps = services.settings.worker
        if let user, try db.liveTaskCount(of: user, limit: caps.tasksPerUser) >= caps.tasksPerUser {
            throw Problem.tooMany(
                retryAfter: 30, detail: "Too much of your work is waiting already. Let some of it finish.")
        }
        guard try services.backlog.admits(limit: caps.tasksInTotal, on: db) else {
            throw Problem.tooMany(
                retryAfter: 60, detail: "Too much work is waiting here at the moment. Try again in a minute.")
        }
    }
}
