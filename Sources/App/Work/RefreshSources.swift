internal import Composition
internal import Logging
internal import Sources
internal import Storage
public import Tasking

/// Starts a run of every source that is collected once a day. One that is being collected already goes on.
public struct RefreshSources: TaskKind {
    public static let kind = "refresh_sources"
    public static let queue = QueueName.collect

    public init() {}

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(RefreshSources.self) { _, context in
            let sources = try context.read { try $0.dailySources() }.filter {
                SourceRegistry.kinds.contains($0.kind)
            }
            context.logger.info("sources are refreshed", metadata: ["count": .stringConvertible(sources.count)])
            return Completion { db in
                let runs = try sources.compactMap { source in
                    try CollectPage.startRun(of: source.id, startedBy: nil, queue: services.queue, on: db)
                }
                return ["sources": sources.count, "runs": runs.count]
            }
        }
    }
}

/// Starts a run of every source whose own clock has come.
public struct RefreshDueSources: TaskKind {
    public static let kind = "refresh_due_sources"
    public static let queue = QueueName.collect

    public init() {}

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(RefreshDueSources.self) { _, _ in
            Completion { db in
                let sources = try db.takeDueSources().filter { SourceRegistry.kinds.contains($0.kind) }
                let runs = try sources.compactMap { source in
                    try CollectPage.startRun(of: source.id, startedBy: nil, queue: services.queue, on: db)
                }
                return ["sources": sources.count, "runs": runs.count]
            }
        }
    }
}
