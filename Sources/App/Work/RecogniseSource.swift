internal import Base
internal import Composition
public import FoundationEssentials
internal import Model
internal import Postgres
internal import Sources
internal import Storage
public import Tasking

/// Finds the board behind what a person gave, the name of a company or an address, and starts its first run.
public struct RecogniseSource: TaskKind {
    public static let kind = "recognise_source"
    public static let queue = QueueName.collect
    /// The kind of sources that are not recognised yet.
    public static let pendingKind = "unrecognised"

    public var sourceID: UUID

    public init(sourceID: UUID) {
        self.sourceID = sourceID
    }

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(RecogniseSource.self) { task, context in
            guard let source = try context.read({ try $0.source(task.sourceID) }), source.kind == pendingKind,
                let given = source.settings["given"]
            else { return .nothing }
            context.progress(0, of: 1, stage: "recognising")
            let found: RecognisedSource?
            do throws(SourceError) {
                found = try SourceRecognition.find(
                    given, addresses: services.settings.collecting.addresses, client: services.client,
                    visitor: services.politeClient)
            } catch {
                guard error.isPermanent || context.attempt >= context.maxAttempts else {
                    throw TaskFailure.retry(code: "source_failed", error.message)
                }
                return Completion { db in
                    try db.setSource(
                        source.id, isEnabled: false,
                        because: "It could not be looked up because \(error.message). Delete it and add it again.")
                }
            }
            context.progress(1, of: 1, stage: "recognising")
            return Completion { db in try settle(source, found, services, db) }
        }
    }

    /// What was tried, and what else may help.
    private static func nothingFound(_ given: String) -> String {
        SourceRecognition.isAddress(given)
            ? "Nothing to collect was found at \(given): it is no feed, leads to no board at Greenhouse, Lever or Ashby, and "
                + "lists no jobs that could be read. Give the address of the company's board, or of the page that lists its jobs."
            : "No board of that name was found at Greenhouse, Lever or Ashby. "
                + "Paste the address of the company's board, of a feed, or of the page that lists its jobs."
    }

    private static func settle(
        _ source: Source, _ found: RecognisedSource?, _ services: Services, _ db: Connection
    ) throws {
        guard let found else {
            let reason = nothingFound(source.settings["given"] ?? "")
            return try db.setSource(source.id, isEnabled: false, because: reason)
        }
        guard try db.recogniseSource(source.id, as: found.kind, name: found.name, settings: found.settings) else {
            try db.setSource(
                source.id, isEnabled: false, because: "It is \(found.name), which is there already. Delete this one.")
            return
        }
        _ = try CollectPage.startRun(of: source.id, startedBy: source.userID, queue: services.queue, on: db)
    }
}
