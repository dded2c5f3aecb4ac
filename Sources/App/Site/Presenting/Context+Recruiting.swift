internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage
internal import Tasking

extension Context {
    /// What stands above every page for recruiters.
    var recruitingDesk: Desk {
        let places = [("candidates", "/candidates"), ("jobPosts", "/job-posts"), ("collections", "/collections")]
        return Desk(
            places: places.map { name, href in
                NavItem(
                    label: words.text(name + ".title"), href: href,
                    isCurrent: request.path == href || request.path.hasPrefix(href + "/"))
            })
    }

    /// The live part of a collection or an upload.
    func live(_ own: OwnRun) -> LiveCollection {
        let run = own.run
        var live = LiveCollection(
            id: run.id.text, counts: counts(own),
            failures: run.failures.map { FailureRow(subject: $0.subject, reason: $0.reason) })
        if run.failed > run.failures.count {
            live.moreRefused = words.text(
                "collections.moreRefused", ["count": phrases.count(run.failed - run.failures.count)])
        }
        if run.state.isFinal, !own.isUpload, run.failed > 0 || run.checkpoint != nil {
            live.reprocess = Deed(
                action: "/collections/\(run.id.text)/reprocess",
                label: words.text(run.checkpoint == nil ? "collections.reprocess" : "collections.goOn"))
        }
        switch run.state {
        case .queued, .running:
            guard let task = run.taskID else { break }
            live.poll = poll(task, state: .running, createdAt: run.createdAt)
            let sentence = own.isUpload ? "collections.reading" : "collections.collecting"
            var progress = LiveProgress(sentence: words.text(sentence, ["source": run.sourceName]))
            if let total = run.total, total > 0 {
                progress.value = String(min(100, run.done * 100 / total))
                progress.counts = words.text(
                    "progress.counts", ["done": phrases.count(run.done), "total": phrases.count(total)])
            }
            progress.cancel = Cancelling(action: "/tasks/\(task.text)/cancel", taskID: task.text)
            live.progress = progress
        case .succeeded: live.summary = words.text("run.done", ["time": run.finishedAt.map { phrases.ago($0) } ?? ""])
        case .failed:
            live.stopped = Stopped(
                kind: "bad", heading: words.text("run.failed.heading"), message: run.failures.last?.reason ?? "",
                advice: words.text("collections.failedAdvice"))
        case .cancelled: live.stopped = stopped("run.cancelled", kind: "info")
        }
        return live
    }

    private func counts(_ own: OwnRun) -> [Stat] {
        let run = own.run
        var counts: [(String, Int)] = [("run.new", run.created), ("run.refused", run.failed)]
        if !own.isUpload {
            counts.insert(("run.updated", run.updated), at: 1)
            let unchanged = max(0, run.done - run.created - run.updated - run.failed)
            counts.insert(("run.unchanged", unchanged), at: 2)
        }
        let total = run.total.map {
            words.text("progress.counts", ["done": phrases.count(run.done), "total": phrases.count($0)])
        }
        let done = Stat(
            label: words.text(own.isUpload ? "collections.files" : "collections.records"),
            value: total ?? phrases.count(run.done))
        let pages = run.pagesTotal.map {
            words.text("progress.counts", ["done": phrases.count(run.pagesDone), "total": phrases.count($0)])
        }
        return [done] + (pages.map { [Stat(label: words.text("run.pages"), value: $0)] } ?? [])
            + counts.map { Stat(label: words.text($0.0), value: phrases.count($0.1)) }
    }

    /// A found resume in a list.
    func row(_ found: RankedResume) -> CandidateRow {
        let resume = found.resume
        return CandidateRow(
            href: "/resumes/" + resume.id.text, title: resume.name ?? resume.fileName,
            facts: [resume.headline, resume.years.map { years($0) }, resume.email].compactMap { $0 },
            skills: resume.skills.isEmpty ? nil : resume.skills.prefix(12).joined(separator: ", "),
            similarity: found.similarity.map {
                words.text("candidates.similarity", ["percent": String(Int(($0 * 100).rounded()))])
            }, added: moment(resume.createdAt))
    }
}
