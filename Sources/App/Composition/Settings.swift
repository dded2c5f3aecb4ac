internal import Base
public import Configuration
internal import Cryptography
public import Files
internal import FoundationEssentials
internal import Glibc
public import Logging
public import Model
public import Outbound
public import Redis
public import Storage
internal import Tasking

/// Everything that can be set, read once at the start. The README lists each with its meaning.
public struct Settings: Sendable {
    /// Where the installed copy keeps `templates`, `public` and `.deps`.
    public var home: String
    /// Where uploads and the local stack's files are.
    public var data: String
    public var databaseURL: String
    public var redisURL: String
    /// `inherited` (descriptor 0), `unix:/path` or `tcp:host:port`.
    public var fastCGI: String
    public var logLevel: Logger.Level
    /// Set when HTTPS ends in front of us, so that cookies are marked as secure whatever the connection looks like.
    public var isSecure: Bool

    public var web: Web
    public var accounts: Accounts
    public var uploads: Uploads
    public var worker: Worker
    public var engines: Engines
    public var matching: Matching
    public var outbound: Outbound
    public var career: Career
    public var collecting: Collecting
    public var schedules: Schedules
    public var retention: Retention
    public var liveness: Liveness

    public struct Web: Sendable {
        public var threads: Int
        public var databaseConnections: Int
        public var redisConnections: Int
        /// Bytes of a form or a JSON body, files apart.
        public var bodyLimit: Int
        public var pageSize: Int
        /// Postings are counted and spread over facets up to this number.
        public var countLimit: Int
        /// How much one search of postings may look at.
        public var searchLimits: SearchLimits
        /// Searches that one person may keep.
        public var savedSearches: Int
        /// Seconds that the result of a search is remembered at most; a change of the postings ends it sooner.
        public var searchCacheSeconds: Int
    }

    public struct Accounts: Sendable {
        /// Whether the first account to register becomes admin.
        public var firstIsAdmin: Bool
        /// Whether strangers may register.
        public var isRegistrationOpen: Bool
        public var sessions: SessionLifetime
        /// Failed log-ins of one account or address before each further try must wait.
        public var failuresBeforeDelay: Int
        /// Password hashes that one process computes at once.
        public var hashConcurrency: Int
    }

    public struct Uploads: Sendable {
        public var store: Store
        public var bucket: BucketStore.Access
        public var byteLimit: Int
        public var resumesPerUser: Int
        /// Versions of one resume's profile that are kept.
        public var versionsPerResume: Int
        /// Of an account that recruits.
        public var resumesPerRecruiter: Int
        /// Of many files at once: bytes and files that are sent, and bytes that archives may unpack to.
        public var bulkByteLimit: Int
        public var bulkFileLimit: Int
        public var bulkUnpackedLimit: Int
        /// Limits of the child process that reads a document.
        public var readSeconds: Int
        public var readMemory: Int
        /// Where PDFium's library is; empty to look beside the installed copy.
        public var pdfium: String
        /// The languages in which pictures of text are read, as Tesseract names them.
        public var recognisedLanguages: String
        /// Pages of one document that are read so; 0 for none.
        public var recognisedPages: Int

        /// Who reads pictures of text first; Tesseract does where that fails.
        public var recogniser: Recogniser
        public var textractEndpoint: String
        public var textractSeconds: Int

        /// Who reads pictures of text.
        public enum Recogniser: String, Sendable, CaseIterable {
            case tesseract, textract
        }

        /// Where files are kept.
        public enum Store: String, Sendable, CaseIterable {
            case folder, s3
        }

        /// How many resumes an account of this role may have.
        public func resumes(of role: Role) -> Int {
            [.recruiter, .admin].contains(role) ? resumesPerRecruiter : resumesPerUser
        }
    }

    public struct Worker: Sendable {
        /// The queues that are served, with their threads.
        public var threads: QueueThreads
        /// Connections to PostgreSQL, and as many to Redis beside one for each thread.
        public var connections: Int
        public var drainSeconds: Int
        /// Tasks of one user that may wait at once.
        public var tasksPerUser: Int
        /// Tasks of all that may wait at once.
        public var tasksInTotal: Int
        /// Postings that one ranking scores at most.
        public var rankingLimit: Int
    }

    /// Looking whether postings are still up.
    public struct Liveness: Sendable {
        /// How long it holds that somebody has looked.
        public let hours: Int
        /// Pages that are fetched an hour; 0 for none.
        public let batch: Int
    }

    public struct Matching: Sendable {
        /// Postings that are scored for one text.
        public var candidates: Int
        /// Bytes of a resume's or a job description's text.
        public var textLimit: Int
        /// Hours that an answer is kept; 0 for none.
        public var answerHours: Int
        /// Postings that the index in memory holds at most.
        public var indexLimit: Int
        /// Milliseconds between two looks at what has changed.
        public var indexPoll: Int
        /// Days that a posting counts as new, the score from which it concerns somebody, and postings of 500 that are matched
        /// with one resume.
        public var arrivalDays: Int
        public var arrivalScore: Int
        public var arrivalMatches: Int
        /// Resumes of one person that are compared with each other.
        public var comparedResumes: Int
        /// Of a recruiter's resumes, the best that are kept for a job post.
        public var rankedResumes: Int
    }

    public struct Outbound: Sendable {
        /// Board tokens to offer as sources.
        public var greenhouseBoards: [String]
        /// Where resumes are collected; empty for the built-in source of invented ones.
        public var resumeAPI: String
        public var resumeAPIKey: String
        /// Records that one collection may ask for, and collections of one account at once.
        public var collectionLimit: Int
        public var collectionsPerUser: Int
        public var collectsInvented: Bool { resumeAPI.isEmpty }
        /// Lets requests go to private addresses; for tests and for boards in one's own network.
        public var allowsPrivateAddresses: Bool
        /// Ranges of addresses that requests may go to although they are not public.
        public var allowedNetworks: [Network]
        /// By which requests for public addresses go; nil for none.
        public var proxy: ProxyServer?
        /// Seconds to wait between two pages of one source.
        public var pageDelaySeconds: Int
        /// Requests a second to one host, all processes together.
        public var rate: Int
        /// Processes that ask sources at most: without Redis each keeps to its part of the rate.
        public var processes: Int
        /// When a host that fails is left alone.
        public var breaker: BreakerRule
    }

    public struct Schedules: Sendable {
        /// When all sources are collected, as a cron expression; nil for never.
        public var refreshCron: String?
        /// The time zone it is meant in, by its IANA name.
        public var timeZone: String
    }

    public struct Retention: Sendable {
        /// Hours that tasks which succeeded or were cancelled stay in the table of tasks, before the history has them.
        public var taskHours: Int
        /// Days that dead ones do.
        public var deadDays: Int
        /// Days after which the history drops them.
        public var historyDays: Int
    }

    /// Reads the settings from an environment.
    /// - Throws: ``SettingsError`` with every problem.
    public init(environment: [String: String]) throws(SettingsError) {
        var reader = SettingsReader(environment: environment)
        home = reader.text("HUNTER_HOME", default: ".")
        data = reader.text("HUNTER_DATA", default: ".data")
        databaseURL = reader.required("DATABASE_URL", for: "where PostgreSQL is, as postgresql://… or host=… dbname=…")
        redisURL = reader.required("REDIS_URL", for: "where Redis is, as redis://host:port/0 or unix:///path?db=0")
        fastCGI = reader.text("HUNTER_FASTCGI", default: "inherited")
        logLevel = reader.choice("HUNTER_LOG_LEVEL", default: .info)
        isSecure = reader.flag("HUNTER_SECURE", default: false)
        let threads = reader.integer("HUNTER_WEB_THREADS", default: 4, in: 1...256)
        web = Web(
            threads: threads,
            databaseConnections: reader.integer("HUNTER_WEB_DATABASE_CONNECTIONS", default: threads, in: 1...256),
            redisConnections: reader.integer("HUNTER_WEB_REDIS_CONNECTIONS", default: threads, in: 1...256),
            bodyLimit: reader.integer("HUNTER_BODY_LIMIT", default: 1 << 20, in: 1024...(64 << 20)),
            pageSize: reader.integer("HUNTER_PAGE_SIZE", default: 20, in: 1...100),
            countLimit: reader.integer("HUNTER_COUNT_LIMIT", default: 10_000, in: 100...10_000_000),
            searchLimits: SearchLimits(
                candidates: reader.integer("HUNTER_SEARCH_CANDIDATES", default: 1000, in: 100...10_000),
                walked: reader.integer("HUNTER_SEARCH_WALK", default: 2000, in: 100...100_000),
                enough: reader.integer("HUNTER_SEARCH_ENOUGH", default: 200, in: 20...10_000)),
            savedSearches: reader.integer("HUNTER_SAVED_SEARCHES", default: 100, in: 1...10_000),
            searchCacheSeconds: reader.integer("HUNTER_SEARCH_CACHE_SECONDS", default: 10, in: 0...3600))
        accounts = Accounts(
            firstIsAdmin: reader.flag("HUNTER_FIRST_ACCOUNT_IS_ADMIN", default: true),
            isRegistrationOpen: reader.flag("HUNTER_REGISTRATION_OPEN", default: true),
            sessions: SessionLifetime(
                idleSeconds: reader.integer("HUNTER_SESSION_IDLE_SECONDS", default: 1800, in: 60...86_400),
                absoluteSeconds: reader.integer("HUNTER_SESSION_SECONDS", default: 43_200, in: 60...2_592_000)),
            failuresBeforeDelay: reader.integer("HUNTER_LOGIN_FAILURES", default: 10, in: 0...1000),
            hashConcurrency: reader.integer("HUNTER_HASH_CONCURRENCY", default: 4, in: 1...64))
        uploads = Uploads(
            store: reader.choice("HUNTER_FILES", default: .folder),
            bucket: BucketStore.Access(
                endpoint: reader.text("S3_ENDPOINT", default: ""), bucket: reader.text("S3_BUCKET", default: ""),
                key: SigningKey(
                    id: reader.text("AWS_ACCESS_KEY_ID", default: ""),
                    secret: reader.text("AWS_SECRET_ACCESS_KEY", default: ""),
                    session: reader.text("AWS_SESSION_TOKEN", default: ""),
                    region: reader.text("AWS_REGION", default: "us-east-1")),
                seconds: reader.integer("S3_SECONDS", default: 60, in: 1...600)),
            byteLimit: reader.integer("HUNTER_UPLOAD_LIMIT", default: 10 << 20, in: 1024...(1 << 30)),
            resumesPerUser: reader.integer("HUNTER_RESUMES_PER_USER", default: 200, in: 1...1_000_000),
            versionsPerResume: reader.integer("HUNTER_VERSIONS_PER_RESUME", default: 30, in: 2...1000),
            resumesPerRecruiter: reader.integer("HUNTER_RESUMES_PER_RECRUITER", default: 100_000, in: 1...10_000_000),
            bulkByteLimit: reader.integer("HUNTER_BULK_LIMIT", default: 200 << 20, in: 1024...(4 << 30)),
            bulkFileLimit: reader.integer("HUNTER_BULK_FILES", default: 1000, in: 1...10_000),
            bulkUnpackedLimit: reader.integer("HUNTER_BULK_UNPACKED", default: 1 << 30, in: 1024...(64 << 30)),
            readSeconds: reader.integer("HUNTER_READ_SECONDS", default: 10, in: 1...600),
            readMemory: reader.integer("HUNTER_READ_MEMORY", default: 512 << 20, in: (64 << 20)...(16 << 30)),
            pdfium: reader.text("HUNTER_PDFIUM", default: ""),
            recognisedLanguages: reader.text("HUNTER_OCR_LANGUAGES", default: "eng+rus+deu"),
            recognisedPages: reader.integer("HUNTER_OCR_PAGES", default: 10, in: 0...1000),
            recogniser: reader.choice("HUNTER_OCR", default: .tesseract),
            textractEndpoint: reader.text("TEXTRACT_ENDPOINT", default: ""),
            textractSeconds: reader.integer("TEXTRACT_SECONDS", default: 120, in: 1...3600))
        if uploads.store == .s3 {
            if !uploads.bucket.isNamed { reader.report("S3_BUCKET must be 3 to 63 letters, digits, dots and hyphens.") }
            if uploads.bucket.key.id.isEmpty || uploads.bucket.key.secret.isEmpty {
                reader.report("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are missing: the keys of the bucket.")
            }
        }
        if uploads.recogniser == .textract, uploads.store != .s3 {
            reader.report("HUNTER_OCR=textract needs HUNTER_FILES=s3: it reads documents from the bucket.")
        }
        let least = reader.integer("HUNTER_WORKER_THREADS", default: 2, in: 1...QueueThreads.limit)
        let most = reader.integer("HUNTER_WORKER_THREADS_MAX", default: max(least, 4), in: 1...QueueThreads.limit)
        if most < least { reader.report("HUNTER_WORKER_THREADS must not exceed HUNTER_WORKER_THREADS_MAX.") }
        let queueThreads = QueueThreads(
            reader.list("HUNTER_QUEUES", default: QueueName.allCases.map(\.rawValue)),
            standard: least...max(least, most), reader: &reader)
        worker = Worker(
            threads: queueThreads,
            connections: reader.integer(
                "HUNTER_WORKER_CONNECTIONS", default: queueThreads.connections, in: 4...1000),
            drainSeconds: reader.integer("HUNTER_DRAIN_SECONDS", default: 30, in: 0...3600),
            tasksPerUser: reader.integer("HUNTER_TASKS_PER_USER", default: 1000, in: 1...1_000_000),
            tasksInTotal: reader.integer("HUNTER_TASKS_IN_TOTAL", default: 100_000, in: 1...10_000_000),
            rankingLimit: reader.integer("HUNTER_RANKING_LIMIT", default: 500, in: 1...10_000))
        engines = Engines(&reader)
        matching = Matching(
            candidates: reader.integer("HUNTER_MATCH_CANDIDATES", default: 500, in: 10...10_000),
            textLimit: reader.integer("HUNTER_MATCH_TEXT_LIMIT", default: 100_000, in: 1000...1_000_000),
            answerHours: reader.integer("HUNTER_MATCH_ANSWER_HOURS", default: 24, in: 0...8760),
            indexLimit: reader.integer("HUNTER_INDEX_LIMIT", default: 2_000_000, in: 0...100_000_000),
            indexPoll: reader.integer("HUNTER_INDEX_POLL_MS", default: 2000, in: 10...600_000),
            arrivalDays: reader.integer("HUNTER_ARRIVAL_DAYS", default: 3, in: 1...365),
            arrivalScore: reader.integer("HUNTER_ARRIVAL_SCORE", default: 40, in: 0...100),
            arrivalMatches: reader.integer("HUNTER_ARRIVAL_MATCHES", default: 20, in: 0...500),
            comparedResumes: reader.integer("HUNTER_COMPARED_RESUMES", default: 10, in: 1...100),
            rankedResumes: reader.integer("HUNTER_RANKED_RESUMES", default: 100, in: 1...1000))
        outbound = Outbound(
            greenhouseBoards: reader.list("GREENHOUSE_BOARDS", default: []),
            resumeAPI: reader.text("RESUME_API_URL", default: ""),
            resumeAPIKey: reader.text("RESUME_API_KEY", default: ""),
            collectionLimit: reader.integer("HUNTER_COLLECTION_LIMIT", default: 10_000, in: 1...1_000_000),
            collectionsPerUser: reader.integer("HUNTER_COLLECTIONS_PER_USER", default: 5, in: 1...100),
            allowsPrivateAddresses: reader.flag("HUNTER_ALLOW_PRIVATE_ADDRESSES", default: false),
            allowedNetworks: Self.networks(reader.list("HUNTER_ALLOWED_NETWORKS", default: []), &reader),
            proxy: Self.proxy(reader.text("HUNTER_PROXY", default: ""), &reader),
            pageDelaySeconds: reader.integer("HUNTER_PAGE_DELAY_SECONDS", default: 1, in: 0...3600),
            rate: reader.integer("HUNTER_SOURCE_RATE", default: 30, in: 1...10_000),
            processes: reader.integer("HUNTER_SOURCE_PROCESSES", default: 8, in: 1...1000),
            breaker: BreakerRule(
                calls: reader.integer("HUNTER_BREAKER_CALLS", default: 20, in: 1...1000),
                errors: Double(reader.integer("HUNTER_BREAKER_PERCENT", default: 50, in: 1...100)) / 100,
                probe: .seconds(reader.integer("HUNTER_BREAKER_PROBE_SECONDS", default: 30, in: 1...3600))))
        career = Career(&reader)
        collecting = Collecting(&reader)
        let refresh = reader.text("JOB_REFRESH_TIME", default: "06:00")
        schedules = Schedules(
            refreshCron: Self.dailyCron(refresh), timeZone: reader.text("HUNTER_TZ", default: "UTC"))
        if schedules.refreshCron == nil, refresh != "off" {
            reader.report("JOB_REFRESH_TIME must be a time of day such as 06:00, or off.")
        }
        do {
            _ = try ZoneRules(named: schedules.timeZone)
        } catch {
            reader.report("HUNTER_TZ must be a time zone of this machine, such as Europe/Berlin or UTC.")
        }
        liveness = Liveness(
            hours: reader.integer("HUNTER_LIVENESS_HOURS", default: 24, in: 1...8760),
            batch: reader.integer("HUNTER_LIVENESS_BATCH", default: 50, in: 0...10_000))
        retention = Retention(
            taskHours: reader.integer("HUNTER_TASK_HOURS", default: 24, in: 1...8760),
            deadDays: reader.integer("HUNTER_DEAD_TASK_DAYS", default: 30, in: 1...3650),
            historyDays: reader.integer("HUNTER_TASK_HISTORY_DAYS", default: 90, in: 1...3650))
        if worker.connections < queueThreads.connections {
            reader.report(
                "HUNTER_WORKER_CONNECTIONS must be at least \(queueThreads.connections): one a thread and five more.")
        }
        if fastCGI != "inherited", !fastCGI.hasPrefix("unix:"), !fastCGI.hasPrefix("tcp:") {
            reader.report("HUNTER_FASTCGI must be inherited, unix:/path or tcp:host:port.")
        }
        try reader.check()
    }

    private static func networks(_ texts: [String], _ reader: inout SettingsReader) -> [Network] {
        texts.compactMap { text in
            guard let network = Network(text) else {
                reader.report("HUNTER_ALLOWED_NETWORKS must list addresses or ranges such as 10.1.0.0/16, not \(text).")
                return nil
            }
            return network
        }
    }

    private static func proxy(_ text: String, _ reader: inout SettingsReader) -> ProxyServer? {
        let proxy = ProxyServer(text)
        if proxy == nil, !text.isEmpty {
            // Not what it is: it may hold a password.
            reader.report("HUNTER_PROXY must be an address such as http://proxy.example:3128.")
        }
        return proxy
    }

    /// `06:30` as a cron expression; nil for what is no time of day.
    private static func dailyCron(_ time: String) -> String? {
        let parts = time.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { 48...57 ~= $0 } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        return "\(minute) \(hour) * * *"
    }

    /// This process's environment. Where it names no database, `hunter.env` of the local stack's data folder fills in, so
    /// that `hunter` works beside a running `make run` without being told where everything is.
    public static func environment() -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        guard environment["DATABASE_URL"] == nil, environment["DATABASE_URL_FILE"] == nil,
            let file = FileManager.default.contents(atPath: (environment["HUNTER_DATA"] ?? ".data") + "/hunter.env")
        else { return environment }
        for line in String(decoding: file, as: UTF8.self).split(separator: "\n") {
            guard !line.hasPrefix("#"), let sign = line.firstIndex(of: "=") else { continue }
            let name = String(line[..<sign])
            if environment[name] == nil { environment[name] = String(line[line.index(after: sign)...]) }
        }
        return environment
    }
}
