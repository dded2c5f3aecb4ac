internal import Base
internal import Model
internal import Storage
internal import Tasking

extension Context {
    /// The live part of a search of a career page.
    /// - Parameter isPosting: whether the page is one posting, which may be pasted where it cannot be read.
    func live(_ run: Run, _ results: [SearchResult], isPosting: Bool = false) -> LiveSearch {
        var live = LiveSearch(
            id: run.id.text, warnings: run.warnings.map { RunWarning(text: $0) },
            results: results.filter { $0.link.postingID != nil }.map { row($0) },
            failures: results.filter { $0.link.state == .refused }.prefix(100).map {
                FailureRow(subject: $0.link.url, reason: $0.link.reason ?? "")
            })
        let found = live.results.count
        switch run.state {
        case .queued, .running:
            guard let task = run.taskID else { break }
            live.poll = poll(task, state: .running, createdAt: run.createdAt)
            var progress = LiveProgress(
                sentence: words.text(
                    run.total == nil && !isPosting ? "searches.lookingForLinks" : "searches.reading"))
            if let total = run.total, total > 0 {
                let over = results.count { [.scored, .refused].contains($0.link.state) }
                progress.value = String(min(100, over * 100 / total))
                progress.counts = words.text(
                    "progress.counts", ["done": phrases.count(over), "total": phrases.count(total)])
            }
            progress.cancel = Cancelling(action: "/tasks/\(task.text)/cancel", taskID: task.text)
            live.progress = progress
        case .failed where isPosting, .succeeded where isPosting && results.contains { $0.link.state == .refused }:
            live.stopped = unread(live.failures.first?.reason ?? run.failures.last?.reason)
            (live.failures, live.pasteHref) = ([], "/postings/new#text")
        case .succeeded:
            live.summary =
                found == 0
                ? words.text("searches.foundNone")
                : words.plural("searches.done", found, ["count": phrases.count(found)])
        case .failed:
            live.stopped = Stopped(
                kind: "bad", heading: words.text("searches.failedHeading"), message: run.failures.last?.reason ?? "",
                advice: words.text("searches.failedAdvice"))
        case .cancelled: live.stopped = stopped("run.cancelled", kind: "info")
        }
        return live
    }

    /// A posting that could not be read: why, and what else there is to do.
    private func unread(_ reason: String?) -> Stopped {
        Stopped(
            kind: "bad", heading: words.text("searches.unreadHeading"),
            message: reason ?? words.text("searches.foundNone"),
            advice: words.text("searches.unreadAdvice"))
    }

    private func row(_ result: SearchResult) -> SearchResultRow {
        let link = result.link
        return SearchResultRow(
            href: "/jobs/" + (link.postingID?.text ?? ""), title: result.title ?? link.label,
            company: result.company ?? "", place: phrases.place(location: result.location, country: result.country),
            pay: result.pay.map { phrases.pay($0) },
            score: link.score.map { ScoreMark(value: phrases.score($0), band: phrases.band($0)) },
            state: words.text(link.state == .scored ? "searches.notScored" : "searches.scoring"),
            reasoning: link.reasoning.isEmpty ? nil : link.reasoning.joined(separator: " "),
            matchHref: link.matchID.map { "/matches/" + $0.text })
    }
}
