internal import Base
internal import Model
internal import Storage
internal import Tasking

extension Context {
    /// The live part of a run: progress, counts, what was refused.
    func live(_ run: Run, log: [RunPageRow]) -> LiveRun {
        var live = LiveRun(
            id: run.taskID?.text ?? run.id.text,
            pages: run.pagesTotal.map {
                words.text("progress.counts", ["done": phrases.count(run.pagesDone), "total": phrases.count($0)])
            } ?? phrases.count(run.pagesDone),
            received: phrases.count(run.done), added: phrases.count(run.created), updated: phrases.count(run.updated),
            unchanged: phrases.count(max(0, run.done - run.created - run.updated - run.failed)),
            refused: phrases.count(run.failed),
            cost: words.plural(
                "run.costText", run.requests,
                ["count": phrases.count(run.requests), "bytes": phrases.bytes(run.bytes)]),
            warnings: run.warnings.map { RunWarning(text: $0) },
            failures: run.failures.map { FailureRow(subject: $0.subject, reason: $0.reason) }, log: log)
        switch run.state {
        case .queued, .running:
            guard let task = run.taskID else { break }
            let state: TaskState = run.wait != nil ? .failed : run.state == .queued ? .queued : .running
            live.poll = poll(task, state: state, createdAt: run.createdAt)
            live.waiting = run.wait.map(waiting)
            var progress = LiveProgress(sentence: words.text("run.progress", ["source": run.sourceName]))
            if let total = run.total, total > 0 { progress.value = String(min(100, run.done * 100 / total)) }
            progress.cancel = Cancelling(action: "/tasks/\(task.text)/cancel", taskID: task.text)
            live.progress = progress
        case .succeeded:
            live.summary = words.text("run.done", ["time": run.finishedAt.map { phrases.ago($0) } ?? ""])
        case .failed: live.stopped = runStopped(run)
        case .cancelled: live.stopped = stopped("run.cancelled", kind: "info")
        }
        return live
    }

    /// Why a run waits, in words: what its source said stands beside them.
    private func waiting(_ wait: Run.Wait) -> RunWaiting {
        let known = Self.waitCodes.contains(wait.code) ? wait.code : "other"
        return RunWaiting(
            heading: words.text("run.waiting." + known), reason: wait.reason.isEmpty ? nil : wait.reason,
            nextISO: UTCDate.format(wait.nextTryAt), next: phrases.exact(wait.nextTryAt))
    }

    /// Of tasks that collect, why they wait; the words know these.
    static let waitCodes: Set = ["source_suspended", "source_busy", "source_failed"]

    private func runStopped(_ run: Run) -> Stopped {
        Stopped(
            kind: "bad", heading: words.text("run.failed.heading"), message: run.failures.last?.reason ?? "",
            advice: words.text("run.failed.advice"))
    }
}
