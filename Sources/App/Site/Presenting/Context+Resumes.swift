internal import Base
internal import Documents
internal import FoundationEssentials
internal import Model
internal import Storage
internal import Tasking

extension Context {
    var uploadLimit: String { phrases.bytes(services.settings.uploads.byteLimit) }

    func years(_ years: Double) -> String {
        words.text(years == 1 ? "resume.years.one" : "resume.years.other", ["count": phrases.decimal(years)])
    }

    /// Why a resume could not be read, as a sentence that says what to do.
    func resumeProblem(_ code: String) -> String {
        switch DocumentError.Code(rawValue: code) {
        case .encrypted: words.text("resume.failed.encrypted")
        case .unreadable: words.text("resume.failed.damaged")
        case .empty: words.text("resume.failed.noText")
        case .wrongType: words.text("upload.wrongType")
        case .tooLarge, .limit: words.text("resume.failed.tooLong")
        case .unavailable, nil: words.text("resume.failed.other")
        }
    }

    var resumeSamples: SamplesOffer {
        SamplesOffer(
            action: "/samples", label: words.text("samples.resumes"), hint: words.text("samples.resumesHint"))
    }

    /// The live part of a resume's page.
    func live(_ reviewed: ReviewedResume) -> LiveResume {
        let resume = reviewed.resume
        var live = LiveResume(id: resume.taskID?.text ?? resume.id.text)
        switch resume.status {
        case .queued, .processing:
            live.poll = resume.taskID.map {
                poll($0, state: resume.status == .queued ? .queued : .running, createdAt: resume.createdAt)
            }
            live.reading = ResumeReading(
                sentence: readingSentence(resume), stages: resume.stages.map(row))
        case .failed:
            live.stopped = Stopped(
                kind: "bad", heading: words.text("resume.failed.heading"),
                message: resumeProblem(resume.errorCode ?? ""), advice: words.text("resume.failed.kept"))
        case .done:
            live.review = review(reviewed)
        }
        return live
    }

    private func readingSentence(_ resume: Resume) -> String {
        for stage in resume.stages where stage.state == .running {
            guard let page = stage.page, let pages = stage.pages else { continue }
            return words.text("resume.reading.page", ["page": String(page), "pages": String(pages)])
        }
        return words.text("resume.reading." + resume.status.rawValue)
    }

    private func row(_ stage: ResumeStage) -> StageRow {
        let kinds: [ResumeStage.State: String] = [.waiting: "waiting", .running: "busy", .done: "done", .failed: "bad"]
        return StageRow(
            name: words.text("stage." + stage.name.rawValue), kind: kinds[stage.state] ?? "waiting",
            state: words.text("stage.state." + stage.state.rawValue),
            took: stage.ms.map { phrases.duration(milliseconds: $0) })
    }
}
