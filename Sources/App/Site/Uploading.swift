internal import Base
internal import Documents
internal import Files
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Tasking
internal import Templates
internal import Work

/// Why an upload is not taken, with the sentence that says what to do.
struct UploadRefusal: Error {
    let word: String
    let status: Status

    static let none = UploadRefusal(word: "upload.none", status: .unprocessableContent)
    static let empty = UploadRefusal(word: "upload.empty", status: .unprocessableContent)
    static let tooLarge = UploadRefusal(word: "upload.tooLarge", status: .contentTooLarge)
    static let wrongType = UploadRefusal(word: "upload.wrongType", status: .unsupportedMediaType)
    static let encrypted = UploadRefusal(word: "resume.failed.encrypted", status: .unprocessableContent)
    static let tooMany = UploadRefusal(word: "upload.tooMany", status: .conflict)

    /// The refusal as programs are told.
    func problem(_ words: Vocabulary, _ site: Site) -> Problem {
        let size = Phrases(words: words, now: site.services.time.now).bytes(site.services.settings.uploads.byteLimit)
        let message = words.text(word, ["size": size])
        return Problem(status, detail: message, errors: [.init(field: "file", message: message)])
    }
}

extension Site {
    /// Stores an uploaded document and the task that reads it. Either both are there afterwards, or neither, nor the file.
    /// - Throws: ``UploadRefusal``.
    /// - Parameter candidacy: what is said beside the file.
    func upload(
        _ file: UploadedFile?, for user: User, candidacy: Candidacy? = nil
    ) throws -> (id: UUID, task: UUID) {
        guard let file, !(file.fileName.isEmpty && file.byteCount == 0) else { throw UploadRefusal.none }
        guard file.byteCount > 0 else { throw UploadRefusal.empty }
        guard file.byteCount <= services.settings.uploads.byteLimit else { throw UploadRefusal.tooLarge }
        let type = try mediaType(ofFileAt: file.path)
        guard !DocumentReader.isMisnamed(type, as: file.fileName) else { throw UploadRefusal.wrongType }
        return try storeResume(
            path: file.path, name: file.fileName, type: type, byteCount: file.byteCount, user: user,
            candidacy: candidacy)
    }

    /// What the file is by its content; the child that reads it has the last word.
    private func mediaType(ofFileAt path: String) throws -> Model.MediaType {
        do throws(DocumentError) {
            return try DocumentReader.mediaType(of: FileEnds.read(path, bytes: 64 << 10))
        } catch {
            throw error.code == .encrypted ? UploadRefusal.encrypted : UploadRefusal.wrongType
        }
    }

    /// The same for a file of our own.
    func storeResume(
        path: String, name: String, type: Model.MediaType, byteCount: Int, user: User, candidacy: Candidacy? = nil
    ) throws -> (id: UUID, task: UUID) {
        let (id, key) = (UUID.v7(), FileKey.make())
        let shownName = FileName.shown(name, instead: "resume" + type.fileExtension)
        let limit = services.settings.uploads.resumes(of: user.role)
        do {
            try services.files.adopt(path, as: key)
            let task = try services.database.transaction { db in
                try refuseTooMany(of: user.id, db)
                guard try db.resumeCount(ownedBy: user.id, limit: limit) < limit else { throw UploadRefusal.tooMany }
                try db.insertResume(
                    id: id, user: user.id, fileName: shownName, mediaType: type, byteCount: byteCount, storageKey: key,
                    contactEmail: candidacy?.email)
                if let post = candidacy?.jobPostID {
                    guard try db.insertCandidacy(id: UUID.v7(), jobPost: post, resume: id, ownedBy: user.id) != nil
                    else { throw Problem.notFound() }
                }
                let task = try services.queue.enqueue(ReadResume(resumeID: id), user: user.id, subject: id, on: db)
                try db.setResumeTask(id, task: task.id)
                return task.id
            }
            return (id, task)
        } catch {
            try? services.files.remove(key)
            if let error = error as? FileError, error.isDiskFull {
                throw Problem(.insufficientStorage, detail: "There is no room left to store files. Nothing was stored.")
            }
            throw error
        }
    }

    /// Starts another reading of a resume that has been read.
    /// - Throws: 404 where it is not `user`'s, 409 while it is being read.
    func rereadResume(_ id: UUID, of user: User) throws {
        try services.database.transaction { db in
            guard let resume = try db.resume(id, ownedBy: user.id) else { throw Problem.notFound() }
            guard resume.storageKey != nil else { throw Problem.conflict("This resume has no file to read.") }
            try refuseTooMany(of: user.id, db)
            let task = try services.queue.enqueue(ReadResume(resumeID: id), user: user.id, subject: id, on: db)
            guard try db.reread(id, task: task.id) else { throw Problem.conflict("This resume is being read.") }
        }
    }

    /// Removes a resume with its profile, its matches and its file.
    /// - Throws: 404 where it is not `user`'s.
    func deleteResume(_ id: UUID, of user: User) throws {
        let key = try services.database.transaction { db -> String? in
            guard let resume = try db.resume(id, ownedBy: user.id) else { throw Problem.notFound() }
            if let task = resume.taskID { try services.queue.cancel(task, ownedBy: user.id, on: db) }
            try db.deleteResume(id, ownedBy: user.id)
            return resume.storageKey
        }
        if let key { try services.files.remove(key) }
    }
}

/// What whoever uploads a resume says of it: whose it is, and what it stands for.
struct Candidacy {
    var email: String?
    var jobPostID: UUID?
}
