internal import Glibc
internal import Synchronization

/// Lends a bounded number of resources (connections) to threads, each to one thread at a time.
///
/// Waiting threads are served in the order they came. The pool neither opens nor checks resources: ``acquire()`` answers one
/// that was given back, or nil, the right to open a new one; either way the caller gives the place back with
/// ``release(_:)``.
public final class ResourcePool<Resource: AnyObject>: Sendable {
    /// Why nothing was lent.
    public enum Failure: Error {
        /// Nothing became free within the wait timeout.
        case timedOut
        /// The pool is closed.
        case closed
        /// The thread holds a resource of this pool already; waiting for a second could last for ever.
        case nested
    }

    /// How many resources are lent out, lie idle, and how many threads wait.
    public struct Counts: Sendable, Equatable {
        public var lent: Int
        public var idle: Int
        public var waiting: Int

        public init(lent: Int, idle: Int, waiting: Int) {
            self.lent = lent
            self.idle = idle
            self.waiting = waiting
        }
    }

    /// Sendable because a resource is reachable by one thread only: from the pool under its lock, or from the borrower.
    private struct Slot: @unchecked Sendable {
        let resource: Resource
    }

    private struct State {
        var idle: [Slot] = []
        var lent = 0
        var waiting: [Waiter] = []
        var borrowers: Set<UInt> = []
        var isClosed = false
    }

    /// A thread in the queue, and what it was given. Sendable because `grant` is read and written under the pool's lock.
    private final class Waiter: @unchecked Sendable {
        let parker = Parker()
        let thread: UInt
        var grant: Grant?

        init(thread: UInt) {
            self.thread = thread
        }
    }

    private enum Grant {
        case place(Slot?)
        case closed
    }

    private enum Outcome {
        case grant(Slot?)
        case wait(Waiter)
        case failure(Failure)
    }

    private let state = Mutex(State())
    private let size: Int
    private let waitTimeout: Duration

    /// - Parameters:
    ///   - size: how many resources exist at most, lent or idle.
    ///   - waitTimeout: how long a thread waits for one.
    public init(size: Int, waitTimeout: Duration) {
        self.size = max(1, size)
        self.waitTimeout = waitTimeout
    }

    public var counts: Counts {
        state.withLock { Counts(lent: $0.lent, idle: $0.idle.count, waiting: $0.waiting.count) }
    }

    /// Waits for a place: the resource last given back, or nil for a new one, which the caller opens.
    public func acquire() throws(Failure) -> Resource? {
        let thread = Self.currentThread
        let outcome = state.withLock { state -> Outcome in
            if state.isClosed { return .failure(.closed) }
            if state.borrowers.contains(thread) { return .failure(.nested) }
            if state.waiting.isEmpty, state.lent < size {
                state.lent += 1
                state.borrowers.insert(thread)
                return .grant(state.idle.popLast())
            }
            let waiter = Waiter(thread: thread)
            state.waiting.append(waiter)
            return .wait(waiter)
        }
        switch outcome {
        case .failure(let failure): throw failure
        case .grant(let slot): return slot?.resource
        case .wait(let waiter):
            _ = waiter.parker.park(for: waitTimeout)
            let grant = state.withLock { state -> Grant? in
                // A grant that came together with the timeout counts.
                if waiter.grant == nil { state.waiting.removeAll { $0 === waiter } }
                return waiter.grant
            }
            switch grant {
            case .place(let slot): return slot?.resource
            case .closed: throw .closed
            case nil: throw .timedOut
            }
        }
    }

    /// Gives a place back from the thread that acquired it: with the resource for the next borrower, or with nil when it is
    /// broken and gone.
    public func release(_ resource: Resource?) {
        let thread = Self.currentThread
        let slot = resource.map { Slot(resource: $0) }
        let next = state.withLock { state -> Waiter? in
            state.borrowers.remove(thread)
            if state.waiting.isEmpty || state.isClosed {
                state.lent -= 1
                if let slot, !state.isClosed { state.idle.append(slot) }
                return nil
            }
            // The place goes straight to the thread that waited longest, so that nobody overtakes it.
            let waiter = state.waiting.removeFirst()
            state.borrowers.insert(waiter.thread)
            waiter.grant = .place(slot)
            return waiter
        }
        next?.parker.unpark()
    }

    /// Drops idle resources, refuses new borrowers and those who wait. What is lent is dropped when it comes back.
    public func close() {
        let (waiting, idle) = state.withLock { state -> ([Waiter], [Slot]) in
            state.isClosed = true
            defer {
                state.waiting = []
                state.idle = []
            }
            for waiter in state.waiting { waiter.grant = .closed }
            return (state.waiting, state.idle)
        }
        for waiter in waiting { waiter.parker.unpark() }
        _ = idle
    }

    private static var currentThread: UInt { UInt(pthread_self()) }
}
