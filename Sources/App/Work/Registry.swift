public import Composition
internal import Subprocess
public import Tasking

/// Every kind of task this product has, with what runs it.
public enum Registry {
    /// The kinds themselves, for pages that show what a task is.
    public static let kinds: [any TaskKind.Type] = [
        ChangeTasks.self, CollectPage.self, RankPostings.self, ReadResume.self, ScoreMatch.self,
    ]

    /// - Parameter services: what the handlers work with.
    public static func make(_ services: Services) throws(TaskingError) -> TaskRegistry {
        let uploads = services.settings.uploads
        let child = DocumentChild(
            limits: ChildLimits(
                cpuSeconds: uploads.readSeconds, addressSpace: uploads.readMemory,
                wallTime: .seconds(uploads.readSeconds * 2)))
        return try TaskRegistry([
            ReadResume.handler(services, child: child),
            ScoreMatch.handler(services),
            RankPostings.handler(services),
            CollectPage.handler(services),
            ChangeTasks.handler(services),
        ])
    }
}
