/// Lets tasks of a process run side by side, or one alone.
///
/// A task that was running when its process died may have killed it. It runs alone from then on, so that its next crash harms
/// no other task and proves its guilt. Whoever wants to run alone closes the gate, waits until everybody else is out, and
/// opens it again.
final class Gate: @unchecked Sendable {
    // Sendable: everything below is touched inside the monitor only.
    private let monitor = Monitor()
    private var inside = 0
    private var isTaken = false
    private var isShut = false

    /// Waits while a task wants to run alone or does.
    /// - Returns: whether one may enter.
    func waitOpen(atMost limit: Duration) -> Bool {
        monitor.wait(atMost: limit) { !isTaken || isShut } && !shut
    }

    /// Goes in beside others; false when the gate is closed.
    func enter() -> Bool {
        monitor.change {
            guard !isTaken, !isShut else { return false }
            inside += 1
            return true
        }
    }

    func leave() {
        monitor.change { inside -= 1 }
    }

    /// Closes the gate and waits until all are out. False when that takes too long; the gate is then open again.
    func enterAlone(atMost limit: Duration) -> Bool {
        guard monitor.change({ take() }) else { return false }
        let isAlone = monitor.wait(atMost: limit) { inside == 0 || isShut } && !shut
        if !isAlone { leaveAlone() }
        return isAlone
    }

    func leaveAlone() {
        monitor.change { isTaken = false }
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
