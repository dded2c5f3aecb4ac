internal import Base
internal import FoundationEssentials
internal import Model
internal import Storage
internal import Tasking
internal import Templates

extension Context {
    /// Where and when a live part asks again.
    func poll(_ task: UUID, state: TaskState, createdAt: Date) -> Poll {
        Poll(path: "/live/" + task.text, delay: String(pollDelay(state: state, createdAt: createdAt)))
    }

    /// Milliseconds until a page asks again: soon at first, later where it takes long or waits. What has waited long
    /// shows its turn at most a quarter later than it came.
    func pollDelay(state: TaskState, createdAt: Date) -> Int {
        let age = now.timeIntervalSince(createdAt)
        return switch state {
        case .failed: 3000
        case .queued: age > 20 ? 5000 : age > 8 ? 2000 : 700
        default: age > 60 ? 2000 : age > 10 ? 1000 : 500
        }
    }

    /// A task under way as a sentence and a bar.
    func progress(_ status: TaskStatus, sentence: String, isSimulated: Bool = false) -> LiveProgress {
        var live = LiveProgress(sentence: sentence, isSimulated: isSimulated)
        if let progress = status.progress, progress.total > 0, status.state == .running {
            live.value = String(progress.done * 100 / progress.total)
            if progress.total > 2 {
                live.counts = words.text(
                    "progress.counts",
                    ["done": phrases.count(progress.done), "total": phrases.count(progress.total)])
            }
            live.remaining = remaining(status, progress)
        }
        live.cancel = Cancelling(action: "/tasks/\(status.id.text)/cancel", taskID: status.id.text)
        return live
    }

    /// How long it will take, from how long it took so far; nothing in the first seconds, when that says little.
    private func remaining(_ status: TaskStatus, _ progress: TaskProgress) -> String? {
        guard let started = status.startedAt, progress.done > 0 else { return nil }
        let elapsed = now.timeIntervalSince(started)
        guard elapsed > 2 else { return nil }
        let seconds = Int(elapsed * Double(progress.total - progress.done) / Double(progress.done))
        switch seconds {
        case ..<8: return words.text("progress.remaining.soon")
        case ..<90: return words.text("progress.remaining.seconds", ["count": String((seconds + 9) / 10 * 10)])
        default: return words.plural("progress.remaining.minutes", (seconds + 59) / 60)
        }
    }

    /// How the task stands, or `nil` where there is none or it is somebody else's.
    func ownStatus(_ task: UUID) throws -> TaskStatus? {
        guard let found = try taskStatus(task), let user = owner?.user, found.userID == user.id else { return nil }
        return found
    }
}
