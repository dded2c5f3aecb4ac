public import Base
public import Browsing
internal import Cryptography
public import Files
internal import FoundationEssentials
public import Intelligence
public import Logging
internal import Model
public import Outbound
public import Postgres
public import Redis
public import Retrieval
public import Sources
internal import Storage
internal import Synchronization
public import Tasking
internal import Telemetry

/// Everything the product works with, made once when a process starts.
public final class Services: Sendable {
    public let settings: Settings
    public let time: TimeSource
    public let logger: Logger
    public let database: Pool
    public let redis: RedisPool
    public let queue: TaskQueue
    public let files: any FileStore
    /// Every outbound request goes through it.
    public let client: any HTTPClient
    /// The same without second tries, for work that somebody waits for.
    private let impatient: any HTTPClient
    /// What all workers share of their requests.
    public let limiter: RateLimiter
    /// Encrypts keys of sources; made when it is first needed, for most commands have no use for it.
    private let sealing = Mutex<Sealer?>(nil)
    /// For addresses that people name: it reaches none of the private ones that the operator's settings do.
    public let visitorClient: any HTTPClient
    /// Shows pages whose scripts make them; nil where there is no browser.
    public let browser: HeadlessBrowser?
    /// What the sites that are visited ask of programs.
    public let robots: RobotsBook
    /// As ``visitorClient``, for single pages: past `robots.txt`.
    public let politeClient: any HTTPClient
    /// Where resumes are collected from.
    public let resumeAPI: ResumeAPI
    /// The built-in source of invented resumes.
    public let mock = MockResumeAPI()
    public let engines: EngineRegistry
    /// The built-in scorer, which costs nothing.
    public let embedded: EmbeddedEngine
    /// Google's Talent Solution; nil where it is not set up.
    public let talent: TalentClient?
    /// Who arranges profiles beside the embedded reader; nil for nobody.
    public let normaliser: ProfileNormaliser?
    /// The vectors of the postings in this process; whoever uses it runs its thread.
    public let index: PostingIndex
    /// Finds postings for texts.
    public let matcher: PostingMatcher
    /// How much waits in all, for the cap in total.
    public let backlog = LiveTaskGauge()

    /// How often a transaction is tried that loses against others.
    private static let conflictAttempts = 4

    /// - Parameters:
    ///   - label: names the process in its log lines.
    ///   - connections: how many connections to PostgreSQL and to Redis the process may have.
    public init(
        settings: Settings, label: String, connections: (database: Int, redis: Int), time: TimeSource = .system
    ) throws {
        self.settings = settings
        self.time = time
        let logger = LineLogHandler.logger(label, level: settings.logLevel)
        self.logger = logger
        database = Pool(
            conninfo: settings.databaseURL, size: connections.database, conflictAttempts: Self.conflictAttempts,
            applicationName: label, logger: logger)
        redis = try RedisPool(url: settings.redisURL, size: connections.redis, logger: logger)
        queue = TaskQueue(redis: redis, settings: settings.tasking, logger: logger)
        files = try Self.files(settings, time)
        let account = try Self.talentAccount(settings.engines.talent)
        let limiter = RateLimiter(redis: redis, share: settings.outbound.processes)
        self.limiter = limiter
        let bare = MockClient(
            mock,
            elsewhere: CurlClient(
                configuration: CurlClient.Configuration(userAgent: settings.collecting.userAgent),
                egress: EgressGuard(
                    allowPrivate: settings.outbound.allowsPrivateAddresses,
                    allowed: settings.outbound.allowedNetworks,
                    trusted: [
                        settings.outbound.resumeAPI, settings.engines.modelAddress, settings.uploads.textractEndpoint,
                        settings.engines.talent.address, account?.tokenAddress ?? "",
                    ] + settings.collecting.addresses.values, proxy: settings.outbound.proxy)))
        // What people name is not the operator's: it may not end at the private addresses of the settings.
        let strangers = EgressGuard(
            allowPrivate: settings.outbound.allowsPrivateAddresses, allowed: settings.outbound.allowedNetworks,
            proxy: settings.outbound.proxy)
        let visitor = CurlClient(
            configuration: CurlClient.Configuration(userAgent: settings.collecting.userAgent), egress: strangers)
        let breaker = CircuitBreaker(redis: redis, rule: settings.outbound.breaker)
        let rate = Rate(settings.outbound.rate)
        client = RetryingClient(
            LimitedClient(bare, limiter: limiter, breaker: breaker, rate: rate, clock: time), clock: time)
        impatient = LimitedClient(
            bare, limiter: limiter, breaker: breaker, rate: rate, longestWait: .seconds(2), clock: time)
        visitorClient = RetryingClient(
            LimitedClient(visitor, limiter: limiter, breaker: breaker, rate: rate, clock: time), clock: time)
        robots = RobotsBook(client: visitorClient)
        politeClient = PoliteClient(
            client: visitorClient, robots: robots, limiter: limiter,
            longestGap: settings.career.longestGapSeconds)
        browser = Self.browser(settings.career, strangers)
        resumeAPI = ResumeAPI(
            address: settings.outbound.collectsInvented ? MockResumeAPI.address : settings.outbound.resumeAPI,
            key: settings.outbound.resumeAPIKey)
        // A model is asked when a person asks, within a budget: how long to wait is between them and it.
        let asking = LimitedClient(
            bare, limiter: limiter, breaker: breaker, rate: rate, clock: time, sharesHolds: false)
        let model = Self.model(settings.engines, RetryingClient(asking, clock: time))
        let outbound = client
        talent = account.map { Self.talent(settings.engines.talent, $0, outbound, time) }
        let embedded = EmbeddedEngine(time: time)
        self.embedded = embedded
        engines = EngineRegistry(Self.engines(settings.engines, model, talent, embedded))
        normaliser = Self.normaliser(settings.engines, model, time)
        index = PostingIndex(
            database: database, data: settings.data, settings: settings.matching.index, logger: logger)
        matcher = PostingMatcher(
            index: index, database: database, limits: settings.matching.limits, time: time)
    }

    private static func browser(_ career: Settings.Career, _ egress: EgressGuard) -> HeadlessBrowser? {
        guard let executable = career.browserPath else { return nil }
        return HeadlessBrowser(
            executable: executable, egress: egress,
            limits: .init(
                wallSeconds: career.browserSeconds, pageBytes: career.pageBytes * 2, loadedBytes: career.pageBytes * 10),
            atOnce: career.browsersAtOnce)
    }

    private static func files(_ settings: Settings, _ time: TimeSource) throws -> any FileStore {
        guard settings.uploads.store == .s3 else { return try FolderStore(directory: settings.data + "/uploads") }
        let access = settings.uploads.bucket
        // Files are not a source: no rate holds them back, and the one address they go to is the operator's.
        let client = CurlClient(egress: EgressGuard(trusted: [access.address], proxy: settings.outbound.proxy))
        return BucketStore(access, client: RetryingClient(client, clock: time), time: time)
    }

    /// Encrypts keys of sources, with the key of the settings or one that the data folder keeps.
    func sealer() throws -> Sealer {
        try sealing.withLock { known in
            if let known { return known }
            let key = settings.collecting.secretKey
            let sealer = try key.isEmpty ? Sealer(file: settings.data + "/secret.key") : Sealer(hex: key)
            known = sealer
            return sealer
        }
    }

    /// The language model, where one is asked for anything.
    private static func model(_ engines: Settings.Engines, _ client: any HTTPClient) -> (any LanguageModel)? {
        let access = ModelAccess(
            address: engines.modelAddress, model: engines.modelName, key: engines.modelKey,
            seconds: engines.modelSeconds, answerLimit: engines.modelAnswerLimit, client: client)
        switch engines.interface {
        case .none: return nil
        case .gemini: return GeminiModel(access)
        case .openai: return ChatModel(access)
        }
    }

    private static func talentAccount(_ talent: Settings.Engines.Talent) throws -> ServiceAccount? {
        guard talent.isUsed else { return nil }
        guard let file = FileManager.default.contents(atPath: talent.credentials) else {
            throw TalentError(.refused, "CTS_CREDENTIALS: \(talent.credentials) cannot be read")
        }
        return try ServiceAccount(json: [UInt8](file))
    }

    private static func talent(
        _ talent: Settings.Engines.Talent, _ account: ServiceAccount, _ client: any HTTPClient, _ time: TimeSource
    ) -> TalentClient {
        TalentClient(
            TalentClient.Access(
                address: talent.address, project: talent.project, tenant: talent.tenant, account: account,
                seconds: talent.seconds, operationSeconds: talent.operationSeconds, client: client), time: time)
    }

    private static func engines(
        _ engines: Settings.Engines, _ model: (any LanguageModel)?, _ talent: TalentClient?, _ embedded: EmbeddedEngine
    ) -> [any Engine] {
        var all: [any Engine] = [embedded, SimulatedEngine(delayMilliseconds: engines.simulatedDelay)]
        if engines.refiner != .none, let model, let price = engines.modelPrice {
            let limits = ModelEngine.Limits(
                textBytes: engines.modelTextLimit, outputTokens: engines.modelOutputTokens,
                influence: Double(engines.modelInfluence))
            all.append(
                ModelEngine(
                    name: engines.refiner.rawValue, model, price: price, limits: limits, embedded: embedded))
        }
        if let talent { all.append(TalentEngine(talent, results: engines.talent.results, embedded: embedded)) }
        return all
    }

    private static func normaliser(
        _ engines: Settings.Engines, _ model: (any LanguageModel)?, _ time: TimeSource
    ) -> ProfileNormaliser? {
        guard engines.normaliser != .embedded, let model else { return nil }
        return ProfileNormaliser(model, textLimit: engines.modelTextLimit, time: time)
    }

    /// The client of work that somebody waits for: all its requests together have so long, and none is sent again.
    public func promptClient(within limit: Duration) -> any HTTPClient {
        DeadlineClient(impatient, within: limit)
    }

    /// Closes the connections.
    public func close() {
        database.close()
        redis.close()
    }

    /// A word that differs after every change of the postings; nil without Redis. What was read from the database after
    /// asking for it is at least as new as the word.
    public func postingRevision() -> String? {
        (try? redis.command(Self.readPostingRevision)).flatMap { Self.postingRevision($0) }
    }

    /// The command that reads ``postingRevision()``, for a pipeline.
    public static let readPostingRevision: [RedisArgument] = ["GET", RedisArgument(postingRevisionKey)]

    /// Reads the reply to ``readPostingRevision``; nil where Redis refused.
    public static func postingRevision(_ reply: Reply) -> String? {
        if case .error = reply { return nil }
        return reply.string ?? "0"
    }

    /// Ends what was remembered of the postings once the transaction is committed. A process that dies in between leaves
    /// it to end by its age.
    /// In the caller's transaction, for the task that makes the postings' vectors and features comes with it: one for each
    /// transaction, as a task that is already alive may have taken its last look before this one's end.
    public func notePostingChange(on db: Connection) throws {
        try queue.enqueue(IndexPostings(), on: db)
        db.afterCommit { [redis] in _ = try? redis.command("INCR", Self.postingRevisionKey) }
    }

    private static let postingRevisionKey = "hunter:postings:revision"
}

extension Settings {
    /// How the task engine works here.
    public var tasking: TaskingSettings {
        var tasking = TaskingSettings()
        tasking.drain = .seconds(worker.drainSeconds)
        tasking.keepFinished = .seconds(retention.taskHours * 3600)
        tasking.keepDead = .seconds(retention.deadDays * 86_400)
        tasking.keepHistory = .seconds(retention.historyDays * 86_400)
        return tasking
    }
}

extension Settings.Engines {
    /// The kind of model that is asked for anything.
    var interface: Refiner { refiner == .none ? Refiner(rawValue: normaliser.rawValue) ?? .none : refiner }

    /// Where the model answers; empty where there is none.
    var modelAddress: String {
        if interface != .none, !modelURL.isEmpty { return modelURL }
        switch interface {
        case .none: return ""
        case .gemini: return geminiURL
        case .openai: return openAIURL
        }
    }
}
