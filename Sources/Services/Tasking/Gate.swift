/// Lets tasks of a process run side by side, or one alone.
///
/// A task that was running when its process died may have killed it. It runs alone from then on, so that its next crash harms
/// no other task and proves its guilt. Whoever wants to run alone closes the gate, waits until everybody else is out, and
/// opens it again; or somebody else does, for one that takes long.
final class Gate: @unchecked Sendable {
    // Sendable: everything below is touched inside the monitor only.
    private let monitor = Monitor()
    private var inside = 0
    private var isTaken = false
    private var isShut = false

    /// Waits while a task wants to run alone or does; not longer than until the process stops.
    /// - Returns: whether the wait is over.
    func waitOpen(atMost limit: Duration) -> Bool {
        monitor.wait(atMost: limit) { !isTaken || isShut }
    }

    /// So many go in beside others; false when the gate is closed.
    func enter(_ count: Int = 1) -> Bool {
        monitor.change {
            guard !isTaken, !isShut else { return false }
            inside += count
            return true
        }
    }

    func leave(_ count: Int = 1) {
        guard count > 0 else { return }
        monitor.change { inside -= count }
    }

    /// What became of the wish to be alone.
    enum Entry {
        case entered
        /// Somebody else is or wants to be, or the process stops.
        case refused
        /// Others did not leave in time.
        case timedOut
    }

    /// Closes the gate and waits until all are out. When they do not leave in time it is open again.
    func enterAlone(atMost limit: Duration) -> Entry {
        guard monitor.change({ take() }) else { return .refused }
        let isQuiet = monitor.wait(atMost: limit) { inside == 0 || isShut }
        let isStopped = shut
        guard isQuiet, !isStopped else {
            leaveAlone()
            return isStopped ? .refused : .timedOut
        }
        return .entered
    }

    func leaveAlone() {
        monitor.change { isTaken = false }
    }

    /// Who was alone is one of those inside from now on, and leaves as they do.
    func admitCompany() {
        monitor.change {
            isTaken = false
            inside += 1
        }
    }

    /// Lets nobody in any more: the process stops.
    func shutDown() {
        monitor.change { isShut = true }
    }

    private var shut: Bool { monitor.change { isShut } }

    private func take() -> Bool {
        guard !isTaken, !isShut else { return false }
        isTaken = true
        return true
    }
}
