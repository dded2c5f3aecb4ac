internal import Composition
internal import Documents
internal import Intelligence
internal import Model
internal import Storage
internal import Tasking

extension ResumeText {
    /// What an engine sees of the resume.
    var side: ResumeSide { ResumeSide(text: text, profile: profile) }
}

extension PostingText {
    /// What an engine sees of the posting: plain text that starts with its title, as the match page shows it.
    var side: PostingSide {
        PostingSide(title: title, text: PostingPlainText.make(title: title, markdown: descriptionMarkdown), skills: skills)
    }
}

extension Services {
    /// - Throws: a failure that no retry mends, for an engine this installation does not have.
    func engine(named name: String) throws -> any Engine {
        do {
            return try engines.engine(name)
        } catch {
            throw TaskFailure.permanent(code: "no_engine", "This installation has no engine called \(name).")
        }
    }
}

extension Engine {
    /// Scores a pair for a task: stops when that is cancelled, and says how it failed in the task's words.
    func score(_ resume: ResumeText, _ posting: PostingText, for context: TaskContext) throws -> Score {
        let work = Intelligence.Work(isCancelled: { (try? context.checkCancelled()) == nil })
        do {
            return try score(resume: resume.side, posting: posting.side, work: work)
        } catch let error as IntelligenceError {
            try context.checkCancelled()
            let code = "engine_failed"
            throw error.isRetryable
                ? TaskFailure.retry(code: code, error.description) : .permanent(code: code, error.description)
        }
    }
}
