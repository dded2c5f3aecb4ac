import ArgumentParser
import Base
import Composition
import FoundationEssentials
import Model
import Storage
import Work

/// `hunter import resumes FOLDER`
struct ImportResumes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resumes", abstract: "Upload a folder of resumes.",
        discussion: """
            Takes every file of the folder and of the folders in it, archives too, but for hidden ones. The workers read them; \
            each upload is a run with a report for each file, on the recruiter's collections page. Prints the runs.
            """)

    @Argument(help: "The folder.")
    var folder: String

    @Option(help: "The recruiter whose resumes they are; may be left out where there is one only.")
    var email: String?

    @Option(help: "A job post of theirs that every resume stands for.")
    var jobPost: String?

    @Flag(help: "Wait until all are read, and list what was refused on standard error.")
    var wait = false

    func run() throws {
        let settings = try Settings(environment: Settings.environment())
        let files = try Self.files(in: folder)
        guard !files.isEmpty else {
            printError("There is no file in \(folder).")
            throw ExitCode.badInput
        }
        let services = try Services(settings: settings, label: "hunter", connections: (1, 1))
        defer { services.close() }
        let user = try owner(services)
        let post = try jobPost.map { try self.post($0, of: user, services) }
        var runs: [UUID] = []
        for start in stride(from: 0, to: files.count, by: settings.uploads.bulkFileLimit) {
            let part = files[start..<min(start + settings.uploads.bulkFileLimit, files.count)]
            runs.append(try upload(Array(part), post, user, services))
            print("\(runs[runs.count - 1].text) \(part.count) files")
        }
        guard wait else { return }
        var refused = 0
        for run in runs { refused += try follow(run, services) }
        if refused == files.count { throw ExitCode.badInput }
    }

    /// The paths of all files below a folder, in the order of their names. What is neither file nor folder is left out: a link
    /// may lead anywhere, back here too, and a pipe has no end.
    static func files(in folder: String) throws -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            printError("\(folder) is not a folder that can be read.")
            throw ExitCode.badInput
        }
        return try names.sorted().filter { !$0.hasPrefix(".") }.flatMap { name -> [String] in
            let path = folder + "/" + name
            switch try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType {
            case .typeRegular: return [path]
            case .typeDirectory: return try files(in: path)
            default: return []
            }
        }
    }

    private func owner(_ services: Services) throws -> User {
        if let email {
            let user = try services.database.withConnection { db in
                try db.credentials(email: email).flatMap { try db.user($0.userID) }
            }
            if let user, Self.recruits(user) { return user }
            printError("No recruiter has the address \(email).")
        } else {
            let recruiters = try services.database.withConnection { db in
                try db.users(limit: .max).filter(Self.recruits)
            }
            if recruiters.count == 1 { return recruiters[0] }
            printError(
                recruiters.isEmpty
                    ? "There is no recruiter yet: hunter user add --role recruiter."
                    : "There are \(recruiters.count) recruiters: say whose resumes these are with --email.")
        }
        throw ExitCode.badInput
    }

    private static func recruits(_ user: User) -> Bool {
        user.disabledAt == nil && [.recruiter, .admin].contains(user.role)
    }

    private func post(_ text: String, of user: User, _ services: Services) throws -> UUID {
        let post = try UUID(text: text).flatMap { id in
            try services.database.withConnection { try $0.jobPost(id, ownedBy: user.id) }
        }
        guard let post else {
            printError("\(user.email) has no job post \(text).")
            throw ExitCode.badInput
        }
        return post.id
    }

    /// Uploads copies: the store moves what it is given.
    private func upload(_ files: [String], _ post: UUID?, _ user: User, _ services: Services) throws -> UUID {
        // On the disk of the store, which moves them; what an import that was killed left there goes first.
        ScratchFolder.sweep(services.settings.data)
        let copies = try ScratchFolder(in: services.settings.data)
        defer { withExtendedLifetime(copies) {} }
        let named = try files.enumerated().map { number, path in
            let copy = copies.path + "/\(number)"
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            return (name: String(path.dropFirst(folder.count).drop { $0 == "/" }), path: copy)
        }
        return try UnpackUpload.start(named, jobPost: post, for: user.id, services: services) { _ in }
    }

    /// - Returns: how many files were refused.
    private func follow(_ run: UUID, _ services: Services) throws -> Int {
        while let state = try services.database.withConnection({ try $0.run(run)?.state }), !state.isFinal {
            WorkerThread.sleep(milliseconds: 200)
        }
        return try services.database.withConnection { db in
            let progress = try db.uploadProgress(of: run)
            for report in try db.recordReports(of: run, state: .refused, limit: progress.refused) {
                printError("\(report.subject): \(report.reason ?? report.errorCode ?? "refused")")
            }
            print("\(run.text) read \(progress.read), refused \(progress.refused)")
            return progress.refused
        }
    }
}
