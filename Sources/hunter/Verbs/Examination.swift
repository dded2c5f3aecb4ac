import Composition
import Cryptography
import Documents
import Embedding
import FoundationEssentials
import Glibc
import Intelligence
import OCR
import Outbound
import Postgres
import Redis
import Retrieval
import Samples
import Site
import Storage
import Tasking
import Taxonomy
import Work

/// The doctor's checks, in the order in which one thing stands on another.
struct Examination {
    let settings: Settings
    let environment: [String: String]

    /// Free bytes below which a data folder counts as full.
    static let leastFree = 512 << 20

    var checks: [(String, () -> Finding)] {
        [
            ("libsodium", passwords), ("pdfium", pdfium), ("reading documents", documents), ("tesseract", tesseract),
            ("tables", tables),
            ("browser", browser),
            ("data folder", dataFolder), ("disk", disk), ("public files", publicFiles), ("templates", templates),
            ("database", database), ("index", index),
            ("redis", redis),
            ("workers", workers), ("web", web), ("other engines", otherEngines),
        ]
    }

    private func passwords() -> Finding {
        do {
            let hasher = try PasswordHasher(concurrency: 1)
            guard try hasher.verify("open", against: try hasher.hash("open")) else {
                return .wrong("a password's hash does not verify", mend: "reinstall the Debian package libsodium23")
            }
            return .well("hashes passwords with argon2id")
        } catch {
            return .wrong("\(error)", mend: "one hash takes 19 MiB: give the process more memory")
        }
    }

    private func pdfium() -> Finding {
        let path = settings.uploads.pdfium.isEmpty ? settings.home + "/.deps/lib/libpdfium.so" : settings.uploads.pdfium
        do {
            _ = try PDFium.load(path: path)
            return .well("\(path) loads")
        } catch {
            return .wrong(
                "\(path) does not load: \(error)", mend: "run make setup, or set HUNTER_PDFIUM to the library's path")
        }
    }

    /// Through the very child process that a worker starts.
    private func documents() -> Finding {
        let child = DocumentChild()
        do {
            for file in SampleFiles.resumes where try child.read(file.bytes).text.isEmpty {
                return .wrong("\(file.name) was read and is empty", mend: "run make setup, then build again")
            }
            return .well("PDF, DOCX and TXT samples were read in the child process")
        } catch {
            return .wrong(
                "a sample cannot be read: \(error)",
                mend: "the child process needs the program hunter beside this one and PDFium; see the line above")
        }
    }

    /// Whether it can do what the settings ask: it is not needed where no scanned pages are to be read.
    private func tesseract() -> Finding {
        let wanted = settings.uploads.recognisedLanguages.split(separator: "+").map(String.init)
        guard settings.uploads.recognisedPages > 0 else {
            return .well("not used, because HUNTER_OCR_PAGES is 0: scanned pages are not read")
        }
        let otherwise = "or set HUNTER_OCR_PAGES=0 to read no scanned pages"
        do {
            guard let found = try TesseractInstallation() else {
                guard settings.uploads.recogniser == .tesseract else {
                    return .well(
                        "not there: scanned pages are read by Textract, and not at all while that does not answer")
                }
                return .wrong(
                    "\(Tesseract.usualPath) is not there, so scanned pages are not read",
                    mend: "install the Debian packages \(Self.packages(["tesseract-ocr"], wanted)), \(otherwise)")
            }
            let missing = wanted.filter { !found.languages.contains($0) }
            guard missing.isEmpty else {
                return .wrong(
                    "version \(found.version) knows no \(missing.joined(separator: ", ")), so pages in it are not read",
                    mend: "install the Debian packages \(Self.packages([], missing)), or correct HUNTER_OCR_LANGUAGES")
            }
            return .well("version \(found.version) reads scanned pages in \(wanted.joined(separator: ", "))")
        } catch {
            return .wrong("\(error)", mend: "reinstall the Debian package tesseract-ocr, \(otherwise)")
        }
    }

    private static func packages(_ programs: [String], _ languages: [String]) -> String {
        (programs + languages.map { "tesseract-ocr-" + $0.replacing("_", with: "-") }).joined(separator: " ")
    }

    /// The vectors, the names of skills and the occupations that setup prepares.
    private func tables() -> Finding {
        let folder = settings.home + "/.deps/lib"
        do {
            let embedder = try TextEmbedder(path: folder + "/embedding.bin")
            guard !embedder.vector(of: "Registered nurse").isZero else {
                return .wrong("\(folder)/embedding.bin knows no words", mend: "run make setup")
            }
            _ = try TermTable(path: folder + "/terms.bin")
            try OccupationIndex.checkTable(at: folder + "/occupations.tsv")
            return .well("vectors, names of skills and occupations in \(folder)")
        } catch {
            return .wrong("\(error)", mend: "run make setup; .ci/prepare makes these files")
        }
    }

    /// The browser is not needed: without it, pages that their scripts make are read as plain HTTP brings them.
    private func browser() -> Finding {
        guard let path = settings.career.browserPath else {
            let why = settings.career.browser == "off" ? "HUNTER_BROWSER is off" : "Chromium is not installed"
            return .well("none (\(why)): career pages made by scripts are read without them")
        }
        guard access(path, X_OK) == 0 else {
            return .wrong("\(path) cannot be run", mend: "correct HUNTER_BROWSER, or set it to auto or off")
        }
        return .well("\(path) shows pages that scripts make")
    }

    private func dataFolder() -> Finding {
        let file = "\(settings.data)/.doctor-\(getpid())"
        guard FileManager.default.createFile(atPath: file, contents: Data([1])) else {
            return .wrong(
                "\(settings.data) cannot be written to",
                mend: "make the folder, give it to this user (chown), or set HUNTER_DATA to another one")
        }
        unlink(file)
        return .well("\(settings.data) can be written to")
    }

    private func disk() -> Finding {
        var status = statvfs()
        guard statvfs(settings.data, &status) == 0 else {
            return .unknown("\(settings.data) cannot be looked at: \(String(cString: strerror(errno)))")
        }
        let free = Int(status.f_bavail) * Int(status.f_frsize)
        guard free >= Self.leastFree else {
            return .wrong(
                "only \(free >> 20) MB free in \(settings.data)",
                mend: "remove something, or move HUNTER_DATA to a larger disk")
        }
        return .well("\(free >> 20) MB free")
    }

    private func publicFiles() -> Finding {
        let folder = settings.home + "/public"
        let needed = ["css/hunter.css", "js/hunter.js", "vendor/htmx.min.js"]
        let missing = needed.filter { access("\(folder)/\($0)", R_OK) != 0 }
        guard missing.isEmpty else {
            return .wrong(
                "\(missing.joined(separator: ", ")) missing in \(folder)",
                mend: "set HUNTER_HOME to the installed copy; make setup brings what is below vendor")
        }
        return .well(folder)
    }

    private func templates() -> Finding {
        do {
            let services = try Services(settings: settings, label: "hunter", connections: (1, 1))
            defer { services.close() }
            _ = try Site(services: services)
            return .well("every page, word, route and the list of leaked passwords is there")
        } catch {
            return .wrong(
                "\(error)",
                mend:
                    "set HUNTER_HOME to the installed copy and run make setup; what names a template is an error in it")
        }
    }

    private func database() -> Finding {
        let connection: Connection
        do {
            connection = try Connection(conninfo: settings.databaseURL)
        } catch {
            return .wrong("\(error)", mend: "start PostgreSQL (make run starts its own), or correct DATABASE_URL")
        }
        do {
            let status = try Migrator(migrations: Schema.migrations).status(on: connection)
            let missing = status.filter { $0.appliedAt == nil }
            guard missing.isEmpty else {
                return .wrong(
                    "\(missing.count) of \(status.count) migrations are not applied", mend: "run hunter migrate")
            }
            let unknown = status.filter(\.isUnknown).map { "V\($0.version)" }
            guard unknown.isEmpty else {
                return .wrong(
                    "its schema is newer than this program (\(unknown.joined(separator: ", ")))",
                    mend: "run the newer program")
            }
            return .well("answers, \(status.count) migrations applied")
        } catch {
            return .wrong("\(error)", mend: "run hunter migrate; the user of DATABASE_URL must own the database")
        }
    }

    /// The vectors and features that matching by text finds postings by.
    private func index() -> Finding {
        do {
            let counts = try Connection(conninfo: settings.databaseURL).postingIndexCounts()
            guard TextEmbedder.shared != nil || counts.waiting == 0 else {
                return .wrong(
                    "\(counts.waiting) postings wait for their vectors, and the vectors of words are missing",
                    mend: "run make setup")
            }
            let bytes = PostingIndex.fileBytes(data: settings.data)
            return .well(
                "\(counts.indexed) postings indexed, \(counts.waiting) waiting, \(counts.head) changes in all, "
                    + "\(bytes >> 20) MB of files")
        } catch {
            return .unknown("needs the database and its schema")
        }
    }

    private func redis() -> Finding {
        do {
            let connection = try RedisConnection(url: settings.redisURL)
            // INFO and not CONFIG, which a hosted Redis refuses.
            let memory = try connection.command("INFO", "memory").get(command: "INFO").string ?? ""
            let prefix = "maxmemory_policy:"
            let line = memory.split(whereSeparator: \.isNewline).first { $0.hasPrefix(prefix) }
            let policy = String(line?.dropFirst(prefix.count) ?? "not told")
            guard policy == "noeviction" else {
                return .wrong(
                    "its maxmemory-policy is \(policy), so it may drop queued tasks and sessions",
                    mend: "set maxmemory-policy noeviction in its configuration")
            }
            return .well("answers, maxmemory-policy is noeviction")
        } catch {
            return .wrong("\(error)", mend: "start Redis (make run starts its own), or correct REDIS_URL")
        }
    }

    private func workers() -> Finding {
        let start = "start hunter-worker, or look into its log for why it ends"
        do {
            let dead = TaskingSettings().deadAfter.components.seconds
            let alive = try Connection(conninfo: settings.databaseURL).workers(deadAfter: Double(dead)).filter(
                \.isAlive)
            guard !alive.isEmpty else { return .wrong("none has given a sign of life for \(dead) s", mend: start) }
            let unserved = QueueName.allCases.map(\.rawValue).filter { queue in
                !alive.contains { $0.threads[queue, default: 0] > 0 }
            }
            guard unserved.isEmpty else {
                return .wrong(
                    "\(alive.count) alive, none serves \(unserved.joined(separator: ", "))",
                    mend: "start a worker whose HUNTER_QUEUES names them")
            }
            return .well("\(alive.count) alive, every queue is served")
        } catch {
            return .unknown("needs the database and its schema")
        }
    }

    private func web() -> Finding {
        guard let address = address else {
            return .unknown("HUNTER_PORT is not set and no local stack runs from \(settings.data)")
        }
        let client = CurlClient(egress: EgressGuard(allowPrivate: true))
        do {
            let answer = try client.send(OutboundRequest(url: address + "/ready", timeout: .seconds(5)))
            guard answer.status == 200 else {
                let body = String(decoding: answer.body.prefix(200), as: UTF8.self)
                return .wrong(
                    "\(address)/ready answers \(answer.status): \(body)",
                    mend: "mend what it names; 502 is hunter-web not running")
            }
            return .well("\(address) is ready")
        } catch {
            return .wrong(
                "nothing answers at \(address): \(error)",
                mend: "start nginx and hunter-web (make run), or correct HUNTER_PORT")
        }
    }

    /// What is set, without asking anybody: a question would cost money.
    private func otherEngines() -> Finding {
        let engines = settings.engines
        var said: [String] = []
        if engines.refiner != .none {
            let month = Double(engines.budgets.month) / 1_000_000
            said.append("\(engines.modelName) refines scores for at most $\(month) a month")
            if engines.modelKey.isEmpty { said.append("it has no HUNTER_MODEL_KEY") }
        }
        if engines.talent.isUsed {
            guard let file = FileManager.default.contents(atPath: engines.talent.credentials) else {
                return .wrong(
                    "\(engines.talent.credentials) cannot be read",
                    mend: "set CTS_CREDENTIALS to the service account's JSON file, readable for this user")
            }
            do {
                _ = try ServiceAccount(json: [UInt8](file))
            } catch {
                return .wrong("\(error)", mend: "make a new JSON key for the service account and set CTS_CREDENTIALS")
            }
            said.append("postings go to Talent Solution's project \(engines.talent.project)")
        }
        return .well(said.isEmpty ? "none is set; the embedded scorer needs none" : said.joined(separator: "; "))
    }

    /// What the local stack says of itself, else this machine's port by the settings.
    private var address: String? {
        if let file = FileManager.default.contents(atPath: settings.data + "/run/url") {
            return String(decoding: file, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
        }
        guard let port = environment["HUNTER_PORT"].flatMap({ UInt16($0) }), port > 0 else { return nil }
        return "http://127.0.0.1:\(port)"
    }
}
