public import Composition
internal import Subprocess
public import Tasking

/// Every kind of task this product has, with what runs it.
public enum Registry {
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
        ])
    }
}
