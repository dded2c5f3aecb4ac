import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

/// Runs and resumes that end, and begin again, with their tasks.
struct TaskSubjectTests {
    private let database: TestDatabase
    private let db: Connection
    private let source: UUID
    private let user = UUID.v7()

    init() throws {
        database = try TestServers.database()
        db = try database.connect()
        source = try db.source(named: "On", kind: "arbeitnow").id
        _ = try db.insertUser(
            id: user, email: "a@example.com", name: "", role: .seeker, passwordHash: "", firstIsAdmin: false)
    }

    private func task(about subject: UUID, state: TaskState = .dead) throws -> UUID {
        let id = UUID.v7()
        _ = try db.insertTask(
            NewTask(id: id, queue: "collect", kind: "collect_page", arguments: JSON(text: "{}"), subjectID: subject))
        if state != .queued {
            try db.execute("update tasks set state = \(state.rawValue), finished_at = now() where id = \(id)")
        }
        return id
    }

    private func run(task state: TaskState = .dead) throws -> (run: UUID, task: UUID) {
        let run = try #require(try db.insertRun(id: .v7(), source: source, startedBy: nil))
        let task = try task(about: run, state: state)
        try db.setRunTask(run, task: task)
        return (run, task)
    }

    private func stored(_ run: UUID) throws -> String { try db.value("select state from runs where id = \(run)") }

    @Test(arguments: [(TaskState.dead, RunState.failed), (.cancelled, .cancelled)])
    func `deleting a task writes down what became of its run, and the source is free`(
        state: TaskState, expected: RunState
    ) throws {
        let (run, task) = try run(task: state)
        #expect(try db.run(run)?.state == expected && stored(run) == "queued")
        #expect(try db.transaction { try $0.deleteTasks([task]) } == [task])
        #expect(try stored(run) == expected.rawValue && db.run(run)?.state == expected)
        #expect(try db.insertRun(id: .v7(), source: source, startedBy: nil) != nil)
    }

    @Test func `a run and a resume whose task is nowhere have failed`() throws {
        let (run, task) = try run()
        let resume = UUID.v7()
        try db.insertResume(id: resume, user: user, fileName: "a", mediaType: .text, byteCount: 1, storageKey: "a")
        try db.setResumeTask(resume, task: try self.task(about: resume))
        try db.execute("delete from tasks")
        #expect(try db.run(run)?.state == .failed && db.run(run)?.taskID == task)
        #expect(try db.resume(resume)?.status == .failed)
        #expect(try db.settleRuns() == 1 && db.settleResumes() == 1)
        #expect(try stored(run) == "failed")
        #expect(try db.settleRuns() == 0 && db.settleResumes() == 0)
    }

    @Test func `what is read when its task is deleted has failed`() throws {
        let resume = UUID.v7()
        try db.insertResume(id: resume, user: user, fileName: "a", mediaType: .text, byteCount: 1, storageKey: "a")
        let task = try task(about: resume)
        try db.setResumeTask(resume, task: task)
        _ = try db.transaction { try $0.deleteTasks([task]) }
        let status: String = try db.value("select status from resumes where id = \(resume)")
        #expect(status == "failed")
    }

    @Test func `what goes on is not settled`() throws {
        let (run, _) = try run(task: .queued)
        #expect(try db.settleRuns() == 0)
        #expect(try db.insertRun(id: .v7(), source: source, startedBy: nil) == nil)
        #expect(try db.run(run)?.state == .queued)
    }

    @Test func `a run that failed with its task is opened again, where no other is active`() throws {
        let (old, oldTask) = try run()
        #expect(try db.settleRuns() == 1)
        #expect(try db.tasksOfEndedRuns([oldTask]) == [oldTask])
        let (new, newTask) = try run(task: .queued)
        try db.reopenRuns(of: [oldTask])
        #expect(try stored(old) == "failed", "the source has a run")
        try db.execute("update tasks set state = 'dead', finished_at = now() where id = \(newTask)")
        _ = try db.settleRuns()
        try db.reopenRuns(of: [oldTask, newTask])
        #expect(try stored(old) == "failed" && stored(new) == "queued", "one of a source, the latest")
        #expect(try db.tasksOfEndedRuns([oldTask, newTask]) == [oldTask])
    }

    @Test func `a run that succeeded stays as it is`() throws {
        let (run, task) = try run()
        try db.execute("update runs set state = 'succeeded' where id = \(run)")
        try db.reopenRuns(of: [task])
        #expect(try stored(run) == "succeeded" && db.tasksOfEndedRuns([task]) == [task])
    }
}
