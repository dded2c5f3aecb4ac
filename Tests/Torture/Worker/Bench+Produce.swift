internal import Base
internal import FoundationEssentials
internal import Glibc
internal import Postgres
internal import Tasking

extension Bench {
    /// `torture-worker produce MILLISECONDS PAUSE`: enqueues one task after another, each in a transaction of its own, until a shutdown signal. After each commit one line says
    /// `ok ID`; when there is none, `error WHAT`, and the next try is `pause` later. Whatever is `ok` must be stored.
    func produce(milliseconds: Int, pause: Int) throws {
        try leaveWithParent()
        _ = try WorkerThread(name: "produce") {
            var number = 0
            while true {
                do {
                    let id = try pool.transaction { db in
                        try queue.enqueue(TortureEffect(number: number, milliseconds: milliseconds), on: db).id
                    }
                    Self.say("ok \(id.uuidString.lowercased())")
                } catch {
                    Self.say("error \(error)")
                }
                number += 1
                if pause > 0 { WorkerThread.sleep(milliseconds: pause) }
            }
        }
        _ = ShutdownSignal.wait()
        exit(0)
    }

    /// At once, so that a reader's clock says when.
    private static func say(_ words: String) {
        let line = Array((words.split(separator: "\n").joined(separator: " ") + "\n").utf8)
        line.withUnsafeBytes { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}
