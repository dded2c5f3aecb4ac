internal import Base
internal import Composition
internal import Tasking

/// The life of one `hunter-worker` process.
public enum WorkerProcess {
    /// Runs tasks until a shutdown signal arrives, then drains. Signals must be blocked already.
    /// - Returns: the exit code: 0 after a drain, 1 when it cannot start.
    public static func run() -> Int32 {
        Startup.run(label: "hunter-worker") { settings in
            // Enough for every thread that there may be; they open when they are needed. Each thread's waiting connection to
            // Redis is its own.
            let connections = settings.worker.connections
            let services = try Services(
                settings: settings, label: "hunter-worker", connections: (connections, connections))
            defer { services.close() }
            // What killed processes left: uploads, profiles of browsers, copies of an import.
            for folder in [ScratchFolder.usualParent, settings.data] { ScratchFolder.sweep(folder) }
            let runner = Runner(
                pool: services.database, queue: services.queue, registry: try Registry.make(services),
                threads: settings.worker.threads.queues, settings: settings.tasking, logger: services.logger)
            let counting = TaskCounting(services: services)
            let counter = try WorkerThread(name: "counting") { counting.run() }
            let index = try WorkerThread(name: "index") { services.index.run() }
            try runner.start()
            _ = ShutdownSignal.wait()
            counting.stop()
            services.index.stop()
            runner.drain()
            counter.join()
            index.join()
        }
    }
}
