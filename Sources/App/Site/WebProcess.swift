internal import Base
internal import Composition
internal import Configuration
internal import FastCGI
internal import Logging

/// The life of one `hunter-web` process.
public enum WebProcess {
    /// Serves until a shutdown signal arrives, then drains. Signals must be blocked already.
    /// - Returns: the exit code: 0 after a drain, 1 when it cannot start or has failed.
    public static func run() -> Int32 {
        Startup.run(label: "hunter-web") { settings in
            let services = try Services(
                settings: settings, label: "hunter-web",
                connections: (settings.web.databaseConnections, settings.web.redisConnections))
            defer { services.close() }
            // Uploads of a web process that was killed: a web may run where no worker does.
            ScratchFolder.sweep()
            let site = try Site(services: services)
            site.prepareSourcesAtStart()
            let server = FastCGIServer(
                configuration: .init(listen: listen(settings.fastCGI), threads: settings.web.threads),
                logger: services.logger, gathering: .init(isQuick: site.isStatusPoll, prepare: site.prepare)
            ) { site.respond(to: $0) }
            let drain = Duration.seconds(settings.worker.drainSeconds)
            let index = try WorkerThread(name: "index") { services.index.run() }
            defer {
                services.index.stop()
                index.join()
            }
            _ = try WorkerThread(name: "signals") {
                _ = ShutdownSignal.wait()
                server.drain(deadline: drain)
            }
            try server.run()
        }
    }

    private static func listen(_ text: String) -> FastCGIServer.Listen {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch parts.first {
        case "unix": return .unix(path: parts.last ?? "", mode: 0o660)
        case "tcp":
            let address = (parts.last ?? "").split(separator: ":").map(String.init)
            return .tcp(host: address.first ?? "127.0.0.1", port: address.last.flatMap { UInt16($0) } ?? 9000)
        default: return .inherited
        }
    }
}
