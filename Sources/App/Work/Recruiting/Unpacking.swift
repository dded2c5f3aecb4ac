internal import Base
internal import Composition
internal import Cryptography
internal import Documents
internal import Files
internal import FoundationEssentials
internal import Glibc
internal import Model
internal import Storage
internal import Tasking

/// Goes through the files of one upload in a fixed order, so that after a crash the same file has the same number again, and
/// its place in the store is written anew rather than twice.
struct Unpacking {
    private let services: Services
    private let run: UUID
    /// Files that were stored before a crash.
    private let known: Int
    /// Resumes that the account may still have.
    private var room: Int
    /// Files in the store that nobody needs once all is unpacked: archives, and what was refused.
    private(set) var discarded: [String] = []
    private var ordinal = 0
    private var subjects: Set<String> = []
    private var folder: ScratchFolder?

    init(services: Services, run: UUID, known: Int, room: Int) {
        self.services = services
        self.run = run
        self.known = known
        self.room = room
    }

    private var uploads: Settings.Uploads { services.settings.uploads }

    /// Hands over what a file of the upload holds: itself, or the files of an archive.
    mutating func open(_ file: UploadPlan.File, _ use: (UploadedDocument) throws -> Void) throws {
        let stored = try services.files.open(file.key, limit: uploads.bulkByteLimit)
        defer { withExtendedLifetime(stored) {} }
        let path = stored.path
        guard FileArchive.isArchive(beginning: FileEnds.read(path, bytes: 64)) else {
            return try takeWhole(file, path, use)
        }
        let archive: FileArchive
        do throws(DocumentError) {
            archive = try FileArchive(
                path: path,
                limits: FileArchive.Limits(
                    entries: uploads.bulkFileLimit, unpackedBytes: uploads.bulkUnpackedLimit,
                    entryBytes: uploads.byteLimit))
        } catch {
            discarded.append(file.key)
            return try take(file.name, .refused(Self.archiveReason(error)), use)
        }
        if archive.isDocument { return try takeWhole(file, path, use) }
        discarded.append(file.key)
        for entry in archive.entries {
            // What a crash left stored is not unpacked again.
            guard ordinal >= known else {
                _ = nextSubject(entry.name)
                continue
            }
            try take(entry.name, try Self.outcome { try unpack(entry, of: archive) }, use)
        }
        if archive.entries.isEmpty { try take(file.name, .refused("There is no file in this archive."), use) }
    }

    /// A document as it was sent: it is in the store already.
    private mutating func takeWhole(
        _ file: UploadPlan.File, _ path: String, _ use: (UploadedDocument) throws -> Void
    ) throws {
        // What a crash left stored is a resume's file, or was refused; the room that is left says nothing of it.
        guard ordinal >= known else {
            _ = nextSubject(file.name)
            return
        }
        let outcome = try Self.outcome { try resume(at: path, named: file.name, key: file.key) }
        if case .refused = outcome { discarded.append(file.key) }
        try take(file.name, outcome, use)
    }

    private mutating func take(
        _ name: String, _ outcome: UploadedDocument.Outcome, _ use: (UploadedDocument) throws -> Void
    ) throws {
        let number = ordinal
        let subject = nextSubject(name)
        guard number >= known else { return }
        if case .resume = outcome { room -= 1 }
        try use(UploadedDocument(ordinal: number, subject: subject, outcome: outcome))
    }

    /// What the next file is called in the report. Two of one name are told apart.
    private mutating func nextSubject(_ name: String) -> String {
        ordinal += 1
        let shown = FileName.shown(name, instead: "file \(ordinal)")
        let subject = subjects.contains(shown) ? "\(shown) (\(ordinal))" : shown
        subjects.insert(subject)
        return subject
    }

    private mutating func unpack(
        _ entry: FileArchive.Entry, of archive: FileArchive
    ) throws -> UploadedDocument.Outcome {
        guard room > 0 else { return Self.noRoom }
        let folder = try scratch()
        let path = folder.path + "/entry"
        defer { unlink(path) }
        try archive.unpack(entry, to: path)
        let key = Self.key(of: ordinal, in: run)
        let outcome = try resume(at: path, named: entry.name, key: key)
        if case .resume = outcome { try services.files.adopt(path, as: key) }
        return outcome
    }

    /// Where the entry of an archive that is file `number` of an upload, counted from zero, is stored.
    static func key(of number: Int, in run: UUID) -> String {
        let name = Digest.sha256("\(run.text) \(number)").prefix(16).hex
        return name.prefix(2) + "/" + name
    }

    /// A folder for entries, made when one is first unpacked.
    private mutating func scratch() throws -> ScratchFolder {
        if let folder { return folder }
        let made = try ScratchFolder()
        folder = made
        return made
    }

    private func resume(at path: String, named name: String, key: String) throws -> UploadedDocument.Outcome {
        guard room > 0 else { return Self.noRoom }
        var status = stat()
        let size = stat(path, &status) == 0 ? Int(status.st_size) : 0
        guard size <= uploads.byteLimit else { throw DocumentError(.tooLarge, "\(size) bytes") }
        let type = try DocumentReader.mediaType(of: FileEnds.read(path, bytes: 64 << 10))
        return .resume(
            id: UUID.v7(), fileName: FileName.shown(name, instead: "resume" + type.fileExtension), mediaType: type,
            byteCount: size, storageKey: key)
    }

    /// A file that cannot be taken is refused; only trouble of our own is tried again.
    private static func outcome(_ body: () throws -> UploadedDocument.Outcome) throws -> UploadedDocument.Outcome {
        do {
            return try body()
        } catch let error as DocumentError where error.code != .unavailable {
            return .refused(reason(error))
        } catch let error as FileError where error.isDiskFull {
            throw TaskFailure.retry(code: "disk_full", "There is no room left to store files.")
        }
    }

    private static let noRoom = UploadedDocument.Outcome.refused("There is no room for more resumes in this account.")

    private static func reason(_ error: DocumentError) -> String {
        switch error.code {
        case .encrypted: "It is locked with a password."
        case .empty: "It is empty."
        case .tooLarge, .limit: "It is too large."
        case .wrongType: "It is no document that can be read."
        case .unreadable, .unavailable: "It is damaged."
        }
    }

    private static func archiveReason(_ error: DocumentError) -> String {
        switch error.code {
        case .limit: "This archive was not opened: it holds too many files, or would unpack to too much."
        default: "This archive cannot be opened."
        }
    }
}
