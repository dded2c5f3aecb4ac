internal import Base
internal import Composition
internal import Tasking

/// The life of one `hunter-worker` process.
public enum WorkerProcess {
    /// Runs tasks until a shutdown signal arrives, then drains. Signals must be blocked already.
    /// - Returns: the exit code: 0 after a drain, 1 when it cannot start.
    public static func run() -> Int32 {
        Startup.run(label: "hunter-worker") { settings in
            let services = try Services(
                settings: settings, label: "hunter-worker",
                connections: (settings.worker.databaseConnections, settings.worker.threads + 2))
            defer { services.close() }
            let runner = try services.runner(Registry.make(services))
            try runner.start()
            _ = ShutdownSignal.wait()
            runner.drain()
        }
    }
}
