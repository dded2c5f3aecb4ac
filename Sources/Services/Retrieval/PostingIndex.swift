internal import Base
internal import FoundationEssentials
public import Logging
public import Postgres
internal import Storage
internal import Synchronization
public import VectorSearch

/// The vectors and terms of all open postings in this process, kept as the database has them.
///
/// A thread asks now and then how far the order of changes has come (``follow()``) and takes in what is new. Segments lie in files
/// of the data folder, which all processes of the machine map: whoever has gathered enough writes the next one, the others take
/// it up. Where files cannot be written each process has its own memory. Nothing in the files counts but as a copy.
public final class PostingIndex: Sendable {
    /// How it works.
    public struct Settings: Sendable {
        /// Postings that it holds at most; what comes later is found by words only.
        public var limit = 2_000_000
        /// Milliseconds between two looks at the order of changes.
        public var pollMilliseconds = 2000
        /// Rows in this process's own memory that make a file.
        var fileRows = 16_384
        /// The same while it catches up with a long history.
        var catchUpRows = 131_072
        /// Changes read at once.
        var batch = 4096

        public init() {}
    }

    /// How it stands.
    public struct Status: Sendable, Equatable {
        public var postings = 0
        /// The last change it has seen, and the last there was when it looked.
        public var position: Int64 = 0
        public var head: Int64 = 0
        /// Bytes of all segments, and of those that are this process's own memory.
        public var bytes = 0
        public var ownBytes = 0
        /// Whether it has caught up since it started.
        public var isReady = false
        /// Postings that found no room.
        public var refused = 0
    }

    private struct State {
        var index = VectorIndex()
        var epoch: UUID?
        var head: Int64 = 0
        var isReady = false
        var refused = 0
    }

    private let database: Pool
    private let data: String
    private let settings: Settings
    private let logger: Logger
    private let state = Mutex(State())
    private let stopping = Atomic(false)
    /// One thread follows at a time.
    private let following = Mutex(())

    /// - Parameter data: the data folder.
    public init(database: Pool, data: String, settings: Settings = Settings(), logger: Logger) {
        self.database = database
        self.data = data
        self.settings = settings
        self.logger = logger
    }

    /// The postings as this process last saw them.
    public struct View: Sendable {
        public let index: VectorIndex
        /// Whether it has caught up since it started.
        public let isReady: Bool
        /// Whether these are all, as far as it can tell: it has caught up, and there is room.
        public let isWhole: Bool
    }

    /// The postings as this process last saw them.
    public var current: View {
        // Another process may have refused postings, so that this one has never heard of them: then it is full as well.
        let limit = settings.limit
        return state.withLock { state in
            View(
                index: state.index, isReady: state.isReady,
                isWhole: state.isReady && state.refused == 0 && state.index.count < limit)
        }
    }

    /// How it stands.
    public var status: Status {
        let state = state.withLock { $0 }
        let size = state.index.size
        return Status(
            postings: state.index.count, position: state.index.position, head: state.head, bytes: size.bytes,
            ownBytes: size.own, isReady: state.isReady, refused: state.refused)
    }

    /// Bytes of all files of the index in a data folder.
    public static func fileBytes(data: String) -> Int {
        let folder = data + "/index"
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return names.reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + name)
            guard attributes?[.type] as? FileAttributeType == .typeRegular else { return sum }
            return sum + (attributes?[.size] as? Int ?? 0)
        }
    }

    // MARK: Following

    /// Follows until ``stop()``. On a thread of its own.
    public func run() {
        var isFailing = false
        while !stopping.load(ordering: .relaxed) {
            do {
                try follow()
                isFailing = false
            } catch {
                // Once for an outage, however long.
                if !isFailing {
                    logger.warning("the index could not follow the postings", metadata: ["error": "\(error)"])
                }
                isFailing = true
            }
            // In short sleeps, so that stopping does not wait long.
            let end = ContinuousClock.now + .milliseconds(settings.pollMilliseconds)
            while ContinuousClock.now < end, !stopping.load(ordering: .relaxed) {
                WorkerThread.sleep(milliseconds: min(200, settings.pollMilliseconds))
            }
        }
    }

    /// Ends ``run()``.
    public func stop() {
        stopping.store(true, ordering: .relaxed)
    }

    /// Takes in all that has changed.
    public func follow() throws {
        try following.withLock { _ in
            let stand = try database.withConnection { try $0.postingIndexState() }
            var (index, isReady) = state.withLock { state in
                state.head = stand.head
                let isOther = state.epoch != stand.epoch || state.index.position > stand.head
                if isOther || state.index.position < stand.horizon && state.index.position > 0 {
                    // Another database, or one from a backup, or too long away: what is known counts no more.
                    (state.index, state.isReady, state.refused) = (VectorIndex(), false, 0)
                    state.epoch = stand.epoch
                }
                return (state.index, state.isReady)
            }
            guard index.position < stand.head || !isReady else { return }
            let folder = SegmentFolder(data: data, epoch: stand.epoch)
            takeUp(folder, stand, &index)
            if stand.head - index.position > settings.catchUpRows, !isReady {
                // A long history is read by one process, and the others take up what that has written.
                let caughtUp: Void? = try folder.withLock(waiting: true) {
                    takeUp(folder, stand, &index)
                    try read(to: stand, &index, folder, isLocked: true)
                }
                if caughtUp == nil { try read(to: stand, &index, folder, isLocked: false) }
            } else {
                try read(to: stand, &index, folder, isLocked: false)
            }
            isReady = true
            publish(index, isReady: true)
        }
    }

    /// Takes up what others have written, where that is more than this process has in files.
    private func takeUp(_ folder: SegmentFolder, _ stand: PostingIndexState, _ index: inout VectorIndex) {
        let chain = folder.chain(known: index.segments)
        let mapped = index.segments.prefix { $0.isMapped }
        guard let end = chain.last?.changes.upperBound, end > mapped.last?.changes.upperBound ?? 0,
            end >= stand.horizon, end <= stand.head
        else { return }
        index = VectorIndex()
        for segment in chain { index.append(segment) }
    }

    private func read(
        to stand: PostingIndexState, _ index: inout VectorIndex, _ folder: SegmentFolder, isLocked: Bool
    ) throws {
        while index.position < stand.head, !stopping.load(ordering: .relaxed) {
            let from = index.position
            let changes = try database.withConnection { try $0.postingIndexChanges(after: from, limit: settings.batch) }
            // Numbers below the head that have no row belong to postings that have changed again.
            let end = changes.count < settings.batch ? stand.head : 0
            let room = max(0, settings.limit - index.count)
            let postings = changes.enumerated().map { indexed($0.element, hasRoom: $0.offset < room) }
            index.append(postings, to: max(end, changes.last?.change ?? 0))
            index.mergeOwn()
            let isFar = stand.head - index.position > Int64(settings.catchUpRows)
            if index.ownCount >= (isFar ? settings.catchUpRows : settings.fileRows) {
                if isLocked {
                    file(folder, &index)
                } else {
                    _ = folder.withLock {
                        takeUp(folder, stand, &index)
                        if index.ownCount >= settings.fileRows { file(folder, &index) }
                    }
                }
            }
            publish(index, isReady: nil)
        }
    }

    private func indexed(_ change: PostingIndexChange, hasRoom: Bool) -> IndexedPosting {
        guard let vector = change.vector.flatMap({ StoredVector(bytes: $0) }) else {
            return IndexedPosting(id: change.postingID, content: nil)
        }
        guard hasRoom else {
            let isFirst = state.withLock { state in
                state.refused += 1
                return state.refused == 1
            }
            if isFirst {
                logger.warning(
                    "the index is full: later postings are found by words only",
                    metadata: ["index.limit": "\(settings.limit)"])
            }
            return IndexedPosting(id: change.postingID, content: nil)
        }
        let traits = PostingTraits(
            isInternship: change.isInternship, type: change.type, level: change.level, annualPay: change.annualPay,
            location: change.location)
        return IndexedPosting(
            id: change.postingID,
            content: .init(vector: vector, traits: traits, terms: StoredTerms.terms(change.terms ?? [])))
    }

    /// Makes a file of what is in this process's memory, together with files that are not much larger. Under the lock.
    private func file(_ folder: SegmentFolder, _ index: inout VectorIndex) {
        let own = index.segments.reversed().prefix { !$0.isMapped }.count
        let count = index.mergeCount(least: own)
        do {
            let segment = try folder.write(index.merged(last: count))
            index.replace(last: count, by: segment)
            folder.sweep(keeping: index.segments)
        } catch {
            logger.warning("a segment of the index could not be written", metadata: ["error": "\(error)"])
        }
    }

    private func publish(_ index: VectorIndex, isReady: Bool?) {
        state.withLock { state in
            state.index = index
            if let isReady { state.isReady = isReady }
        }
    }
}
