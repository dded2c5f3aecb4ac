internal import Composition
internal import Documents
internal import Files
public import FoundationEssentials
internal import Model
internal import OCR
internal import Retrieval
internal import Storage
public import Tasking

/// Reads an uploaded resume: bytes to text to profile, in a child process with limits.
public struct ReadResume: TaskKind {
    public static let kind = "read_resume"
    public static let queue = QueueName.documents

    public var resumeID: UUID

    public init(resumeID: UUID) {
        self.resumeID = resumeID
    }

    /// A document that cannot be read is a finished reading with a reason; only trouble of our own is tried again.
    static func handler(_ services: Services, child: DocumentChild, textract: Textract? = nil) -> TaskHandler {
        TaskHandler(ReadResume.self) { task, context in
            guard let resume = try context.read({ try $0.resume(task.resumeID) }) else { return .nothing }
            var stages = StageClock()
            stages.begin(.text)
            try context.checkpoint { db in
                try db.updateResumeProgress(resume.id, status: .processing, stages: stages.list)
            }
            context.progress(0, of: ResumeStage.Name.allCases.count, stage: ResumeStage.Name.text.rawValue)
            let reading: DocumentReading
            var recogniserFailed = false
            let elsewhere = textract.map { textract in
                { () -> [Int: [UInt8]]? in
                    let tables = words(of: resume, textract, context)
                    recogniserFailed = tables == nil
                    return tables
                }
            }
            do throws(DocumentError) {
                let stored = try file(of: resume, services)
                defer { withExtendedLifetime(stored) {} }
                reading = try child.read(
                    path: stored.path,
                    goesOn: { done, total in
                        stages.show(page: done + 1, of: total)
                        let shown = stages.list
                        let isOurs: Void? = try? context.checkpoint { db in
                            try db.updateResumeProgress(resume.id, status: .processing, stages: shown)
                        }
                        return isOurs != nil
                    }, elsewhere: elsewhere)
                stages.hidePages()
            } catch {
                guard error.code != .unavailable else {
                    try context.checkCancelled()
                    throw TaskFailure.retry(code: error.code.rawValue, error.message)
                }
                context.logger.info("resume not readable", metadata: ["document.error": .string(error.code.rawValue)])
                stages.fail()
                let ended = stages.list
                return Completion { db -> TaskOutcome in
                    try db.failResume(resume.id, errorCode: error.code.rawValue, stages: ended)
                    return TaskOutcome(errorCode: error.code.rawValue)
                }
            }
            stages.begin(.profile)
            try context.checkpoint { db in
                try db.updateResumeProgress(resume.id, status: .processing, stages: stages.list)
            }
            context.progress(1, of: ResumeStage.Name.allCases.count, stage: ResumeStage.Name.profile.rawValue)
            let (profile, model) = normalised(reading, services, context)
            try context.checkCancelled()
            var noted = Self.notes(of: reading)
            noted.model = model
            noted.recogniserFailed = recogniserFailed ? true : nil
            stages.begin(.saved)
            stages.finish()
            let (text, ended, notes) = (reading.text, stages.list, noted)
            let vector = ResumeMeaning.shared?.vector(of: text)
            let limit = services.settings.uploads.versionsPerResume
            let count = ResumeStage.Name.allCases.count
            context.progress(count, of: count, stage: ResumeStage.Name.saved.rawValue)
            return Completion { db in
                let isThere = try db.completeResume(
                    resume.id, text: text, profile: profile, stages: ended, vector: vector)
                guard isThere else { return }
                try db.removeVersions(of: resume.id, beyond: limit)
                try db.setReadingNotes(notes, of: resume.id)
                // What was scored with another reading of it.
                if try db.isScored(resume: resume.id) {
                    try RescoreMatches.enqueue(for: resume.userID, services, on: db)
                }
            }
        }
    }

    /// The words of the pages of a resume, by Textract; nil where it does not give them.
    private static func words(of resume: Resume, _ textract: Textract, _ context: TaskContext) -> [Int: [UInt8]]? {
        do throws(RecognitionError) {
            return try textract.words(of: resume.storageKey ?? "") { (try? context.checkCancelled()) != nil }
        } catch {
            context.logger.warning("pages not recognised elsewhere", metadata: ["ocr.error": .string(error.reason)])
            return nil
        }
    }

    /// The profile, with the help of a language model where there is one.
    private static func normalised(
        _ reading: DocumentReading, _ services: Services, _ context: TaskContext
    ) -> (Profile, ModelNote?) {
        let profile = reading.profile ?? Profile()
        guard let normaliser = services.normaliser else { return (profile, nil) }
        let answer = normaliser.normalise(reading.text, profile)
        context.logger.info(
            "profile normalised",
            metadata: [
                "model.outcome": .string(answer.note.outcome.rawValue), "model.reason": .string(answer.reason ?? ""),
                "model.dropped": "\(answer.note.dropped)",
            ])
        return (answer.profile, answer.note)
    }

    private static func notes(of reading: DocumentReading) -> ReadingNotes {
        ReadingNotes(
            pageCount: reading.pageCount, isTruncated: reading.isTruncated,
            recognisedPages: reading.recognised.map { $0 + 1 }, unreadPages: reading.unread.map { $0 + 1 },
            hidden: reading.hidden)
    }

    private static func file(of resume: Resume, _ services: Services) throws(DocumentError) -> StoredFile {
        guard let key = resume.storageKey else { throw DocumentError(.unavailable, "the resume has no document") }
        do {
            return try services.files.open(key, limit: resume.byteCount)
        } catch {
            throw DocumentError(.unavailable, "\(error)")
        }
    }
}

/// The stages of one reading with the time each took.
private struct StageClock {
    private(set) var list = ResumeStage.initial
    private var started = ContinuousClock.now

    /// Ends the running stage and begins `name`.
    mutating func begin(_ name: ResumeStage.Name) {
        end(as: .done)
        started = .now
        for index in list.indices where list[index].name == name { list[index].state = .running }
    }

    /// Tells which page of how many the running stage has come to.
    mutating func show(page: Int, of pages: Int) {
        for index in list.indices where list[index].state == .running {
            (list[index].page, list[index].pages) = (page, pages)
        }
    }

    mutating func hidePages() {
        for index in list.indices { (list[index].page, list[index].pages) = (nil, nil) }
    }

    mutating func finish() { end(as: .done) }
    mutating func fail() { end(as: .failed) }

    private mutating func end(as state: ResumeStage.State) {
        let elapsed = started.duration(to: .now).components
        for index in list.indices where list[index].state == .running {
            list[index].state = state
            list[index].ms = Int(elapsed.seconds) * 1000 + Int(elapsed.attoseconds / 1_000_000_000_000_000)
        }
    }
}
