public import Base
internal import Cryptography
public import Files
public import FoundationEssentials
public import Intelligence
public import Logging
public import Model
public import Outbound
public import Postgres
public import Redis
public import Sources
public import Storage
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
    /// Where resumes are collected from.
    public let resumeAPI: ResumeAPI
    /// The built-in source of invented resumes.
    public let mock = MockResumeAPI()
    public let engines: EngineRegistry
    /// Google's Talent Solution; nil where it is not set up.
    public let talent: TalentClient?
    /// Who arranges profiles beside the embedded reader; nil for nobody.
    public let normaliser: ProfileNormaliser?
    /// How much waits in all, for the cap in total.
    public let backlog = LiveTaskGauge()

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
            conninfo: settings.databaseURL, size: connections.database, applicationName: label, logger: logger)
        redis = try RedisPool(url: settings.redisURL, size: connections.redis, logger: logger)
        queue = TaskQueue(redis: redis, settings: settings.tasking, logger: logger)
        files = try Self.files(settings, time)
        let account = try Self.talentAccount(settings.engines.talent)
        client = RetryingClient(
            LimitedClient(
                MockClient(
                    mock,
                    elsewhere: CurlClient(
                        egress: EgressGuard(
                            allowPrivate: settings.outbound.allowsPrivateAddresses,
                            trusted: [
                                settings.outbound.arbeitnowURL, settings.outbound.greenhouseURL,
                                settings.outbound.resumeAPI, settings.engines.modelAddress,
                                settings.uploads.textractEndpoint, settings.engines.talent.address,
                                account?.tokenAddress ?? "",
                            ]))),
                limiter: RateLimiter(redis: redis, share: settings.outbound.processes),
                breaker: CircuitBreaker(redis: redis, rule: settings.outbound.breaker),
                rate: Rate(settings.outbound.rate)), clock: time)
        resumeAPI = ResumeAPI(
            address: settings.outbound.collectsInvented ? MockResumeAPI.address : settings.outbound.resumeAPI,
            key: settings.outbound.resumeAPIKey)
        let model = Self.model(settings.engines, client)
        let outbound = client
        talent = account.map { Self.talent(settings.engines.talent, $0, outbound, time) }
        engines = EngineRegistry(Self.engines(settings.engines, model, talent))
        normaliser = Self.normaliser(settings.engines, model, time)
    }

    private static func files(_ settings: Settings, _ time: TimeSource) throws -> any FileStore {
        guard settings.uploads.store == .s3 else { return try FolderStore(directory: settings.data + "/uploads") }
        let access = settings.uploads.bucket
        // Files are not a source: no rate holds them back, and the one address they go to is the operator's.
        let client = CurlClient(egress: EgressGuard(trusted: [access.address]))
        return BucketStore(access, client: RetryingClient(client, clock: time), time: time)
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
        _ engines: Settings.Engines, _ model: (any LanguageModel)?, _ talent: TalentClient?
    ) -> [any Engine] {
        let embedded = EmbeddedEngine()
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

    /// Closes the connections.
    public func close() {
        database.close()
        redis.close()
    }

    /// The reader of a source's kind, set up for that source.
    public func reader(of source: Source) throws -> any PostingSource {
        try SourceRegistry.reader(
            kind: source.kind, settings: source.settings,
            addresses: ["arbeitnow": settings.outbound.arbeitnowURL, "greenhouse": settings.outbound.greenhouseURL])
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
    public func notePostingChange(on db: Connection) {
        db.afterCommit { [redis] in _ = try? redis.command("INCR", Self.postingRevisionKey) }
    }

    private static let postingRevisionKey = "hunter:postings:revision"

    /// Stores a posting and where it was seen. See ``notePostingChange(on:)``.
    public func storePosting(_ draft: PostingDraft, source: UUID, on db: Connection) throws -> Upsert {
        try db.upsertPosting(
            draft, contentHash: Digest.sha256(draft.fingerprint), source: source, seenAt: time.now)
    }
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

extension PostingDraft {
    /// Everything in the draft as one text: an equal one means that nothing has changed.
    fileprivate var fingerprint: String {
        [
            url, title, company, location, country, isRemote.map { "\($0)" }, type?.rawValue, level?.rawValue,
            pay.map { "\($0.minimum ?? -1) \($0.maximum ?? -1) \($0.currency) \($0.period.rawValue)" },
            descriptionMarkdown, skills.joined(separator: ","), postedAt.map(UTCDate.format),
            expiresAt.map(UTCDate.format),
        ].map { $0 ?? "" }.joined(separator: "\u{1f}")
    }
}
