internal import Base
internal import Composition
internal import Retrieval
internal import Storage
internal import Tasking

extension IndexPostings {
    /// Postings whose features are stored together.
    private static let batch = 100

    /// Each batch is stored with the end of its changes: after a crash the rest is still noted. A change during the work adds a
    /// note of its own.
    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(IndexPostings.self) { _, context in
            guard let maker = FeatureMaker.shared else {
                // Doctor says so; the changes stay noted for when the vectors are there.
                context.logger.notice("postings are not indexed: the vectors of words are missing")
                return .nothing
            }
            var done = 0
            while true {
                try context.checkCancelled()
                let (numbers, noted) = try context.read { try $0.notedPostingChanges(limit: batch) }
                let ids =
                    noted.isEmpty
                    ? try context.read { try $0.postingsWithFeatures(notOf: FeatureMaker.version, limit: batch) }
                    : noted
                guard !ids.isEmpty else { break }
                let texts = try context.read { try $0.offeredPostingTexts(ids) }
                let gone = Set(ids).subtracting(texts.map(\.id))
                let features =
                    texts.map { PostingFeatures(postingID: $0.id, content: maker.features(of: $0)) }
                    + gone.sorted { $0.text < $1.text }.map { PostingFeatures(postingID: $0, content: nil) }
                let isStored = try context.checkpoint {
                    try $0.storePostingFeatures(features, version: FeatureMaker.version, forChanges: numbers)
                }
                // Another task is at it, and looks again when it has stored them.
                guard isStored else { break }
                done += ids.count
                context.progress(done, of: done, stage: "indexing")
            }
            return Completion { [done] db -> [String: Int] in
                // Whoever prepared them: what an attempt before this one stored is told of too.
                if try db.hasArrivals() { try ScoreArrivals.enqueue(services, on: db) }
                return ["indexed": done]
            }
        }
    }
}
