internal import Base
internal import Model
internal import Storage
internal import Tasking

extension Context {
    /// The live part of a run: progress, counts, what was refused.
    func live(_ run: Run) -> LiveRun {
        var live = LiveRun(
            id: run.taskID?.text ?? run.id.text,
            pages: run.pagesTotal.map {
                words.text("progress.counts", ["done": phrases.count(run.pagesDone), "total": phrases.count($0)])
            } ?? phrases.count(run.pagesDone),
            received: phrases.count(run.done), added: phrases.count(run.created), updated: phrases.count(run.updated),
            unchanged: phrases.count(max(0, run.done - run.created - run.updated - run.failed)),
            refused: phrases.count(run.failed),
            cost: words.text(
                "run.costText", ["requests": phrases.count(run.requests), "bytes": phrases.bytes(run.bytes)]),
            warnings: run.warnings.map { RunWarning(text: $0) },
            failures: run.failures.map { FailureRow(subject: $0.subject, reason: $0.reason) })
        switch run.state {
        case .queued, .running:
            guard let task = run.taskID else { break }
            live.poll = poll(task, state: run.state == .queued ? .queued : .running, createdAt: run.createdAt)
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

    private func runStopped(_ run: Run) -> Stopped {
        Stopped(
            kind: "bad", heading: words.text("run.failed.heading"), message: run.failures.last?.reason ?? "",
            advice: words.text("run.failed.advice"))
    }
}
