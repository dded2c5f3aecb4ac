internal import Base
internal import Composition
internal import Retrieval
internal import Storage
internal import Synchronization
internal import Tasking

extension IndexPostings {
    /// Postings whose features are stored together.
    private static let batch = 100

    /// Each batch is stored with the end of its changes: after a crash the rest is still noted. A change during the work adds a
    /// note of its own.
    static func handler(_ services: Services) -> TaskHandler {
        let turn = Turn()
        return TaskHandler(IndexPostings.self) { _, context in
            guard let maker = FeatureMaker.shared else {
                // Doctor says so; the changes stay noted for when the vectors are there.
                context.logger.notice("postings are not indexed: the vectors of words are missing")
                return .nothing
            }
            // Two at once would prepare the same postings twice, and throw one away.
            guard turn.take() else { return .nothing }
            var (done, isMine) = (0, true)
            defer { if isMine { turn.giveUp() } }
            while true {
                try context.checkCancelled()
                let (numbers, noted) = try context.read { try $0.notedPostingChanges(limit: batch) }
                let ids =
                    noted.isEmpty
                    ? try context.read { try $0.postingsWithFeatures(notOf: FeatureMaker.version, limit: batch) }
                    : noted
                guard !ids.isEmpty else {
                    isMine = turn.isAskedForAgain()
                    if isMine { continue } else { break }
                }
                let texts = try context.read { try $0.offeredPostingTexts(ids) }
                let gone = Set(ids).subtracting(texts.map(\.id))
                let features =
                    texts.map { PostingFeatures(postingID: $0.id, content: maker.features(of: $0)) }
                    + gone.sorted { $0.text < $1.text }.map { PostingFeatures(postingID: $0, content: nil) }
                let isStored = try context.checkpoint { db in
                    guard try db.storePostingFeatures(features, version: FeatureMaker.version, forChanges: numbers)
                    else {
                        return false
                    }
                    // What is one person's own is in no index, and is scored for them alone.
                    for owner in try db.owners(of: ids) { try ScoreOwnPostings.enqueue(for: owner, services, on: db) }
                    return true
                }
                // Another process is at it, and looks again when it has stored them.
                guard isStored else {
                    isMine = turn.isAskedForAgain()
                    if isMine { continue } else { break }
                }
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

/// Lets one task of a process work, and tells it to look again before it ends where another came in the meantime: what that one
/// came for may be newer than the last look.
private final class Turn: Sendable {
    private let state = Mutex((isTaken: false, isAsked: false))

    /// Whether whoever asks may work; else whoever works looks again.
    func take() -> Bool {
        state.withLock { state in
            state.isAsked = state.isTaken
            guard !state.isTaken else { return false }
            state.isTaken = true
            return true
        }
    }

    /// Whether to go on; otherwise the turn is the next one's.
    func isAskedForAgain() -> Bool {
        state.withLock { state in
            state.isTaken = state.isAsked
            defer { state.isAsked = false }
            return state.isAsked
        }
    }

    func giveUp() {
        state.withLock { $0 = (false, false) }
    }
}
