internal import Base
internal import FoundationEssentials
internal import Glibc
public import Outbound
internal import Subprocess

/// Chromium without a window: shows a page, lets its scripts run, and gives back what it then is.
///
/// It is a child process under limits, with a profile of its own that is removed behind it, and it goes out through an
/// ``EgressProxy`` alone: loopback included, with no name resolver of its own, without QUIC and without WebRTC beside the
/// proxy. A page may do with the browser what it likes; it reaches nothing that the guard does not admit.
public struct HeadlessBrowser: Sendable {
    public struct Limits: Sendable {
        /// Seconds of a page's own clock that its scripts may take, and of ours for all of it.
        public var scriptSeconds: Int
        public var wallSeconds: Int
        /// Bytes of the page as it comes out, and of all that it loads.
        public var pageBytes: Int
        public var loadedBytes: Int

        public init(
            scriptSeconds: Int = 8, wallSeconds: Int = 40, pageBytes: Int = 8_000_000, loadedBytes: Int = 30_000_000
        ) {
            self.scriptSeconds = scriptSeconds
            self.wallSeconds = wallSeconds
            self.pageBytes = pageBytes
            self.loadedBytes = loadedBytes
        }
    }

    /// Why a page was not shown.
    public enum Failure: Error, Sendable {
        /// The browser did not start, or fell.
        case broken(String)
        /// The page took too long.
        case timedOut
        case tooLarge
        /// All browsers of this process are at work.
        case busy
    }

    private let executable: String
    private let egress: EgressGuard
    private let limits: Limits
    private let places: ResourcePool<Place>

    /// A browser's place among those that may run at once.
    private final class Place {}

    /// - Parameters:
    ///   - executable: a path; see ``find()``.
    ///   - atOnce: browsers of this process.
    public init(executable: String, egress: EgressGuard, limits: Limits = Limits(), atOnce: Int = 1) {
        self.executable = executable
        self.egress = egress
        self.limits = limits
        places = ResourcePool(size: atOnce, waitTimeout: .milliseconds(100))
    }

    /// Where Debian and others put Chromium; nil where it is not installed.
    public static func find() -> String? {
        let paths = [
            // The program itself: the one in /usr/bin is a script of a shell.
            "/usr/lib/chromium/chromium", "/usr/lib/chromium-browser/chromium-browser", "/usr/bin/chromium",
            "/usr/bin/google-chrome",
        ]
        return paths.first { access($0, X_OK) == 0 }
    }

    /// The HTML of a page once its scripts have run.
    /// - Parameter url: of `http` or `https`.
    public func html(of url: String) throws(Failure) -> [UInt8] {
        let place: Place
        do {
            place = try places.acquire() ?? Place()
        } catch {
            throw .busy
        }
        defer { places.release(place) }
        let folder: ScratchFolder
        let proxy: EgressProxy
        do {
            folder = try ScratchFolder()
            proxy = try EgressProxy(egress: egress, limits: .init(bytes: limits.loadedBytes))
        } catch {
            throw .broken("\(error)")
        }
        defer { proxy.stop() }
        let profile = folder.path
        defer { withExtendedLifetime(folder) {} }
        let result: ChildResult
        do {
            result = try ChildProcess.run(
                executable, arguments: arguments(url, profile, proxy.port),
                environment: ["HOME": profile, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": profile],
                folder: profile,
                // Chromium maps far more than it uses: no limit of address space lets it start.
                limits: ChildLimits(
                    cpuSeconds: limits.wallSeconds * 2, addressSpace: 0, outputBytes: limits.pageBytes,
                    wallTime: .seconds(limits.wallSeconds), fileBytes: 128 << 20, openFiles: 1024, hasNetwork: true))
        } catch {
            throw .broken("\(error)")
        }
        return try output(of: result)
    }

    private func output(of result: ChildResult) throws(Failure) -> [UInt8] {
        if result.timedOut { throw .timedOut }
        if result.outputTruncated { throw .tooLarge }
        guard result.isSuccess, !result.output.isEmpty else {
            throw .broken("\(result.ending): \(result.errorTail.suffix(300))")
        }
        return result.output
    }

    private func arguments(_ url: String, _ profile: String, _ port: Int) -> [String] {
        var arguments = [
            "--headless=new", "--disable-gpu", "--disable-extensions", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-breakpad",
            "--disable-domain-reliability",
            "--no-first-run", "--no-default-browser-check", "--no-pings", "--mute-audio", "--incognito",
            "--hide-scrollbars",
            "--disable-dev-shm-usage", "--user-data-dir=\(profile)", "--blink-settings=imagesEnabled=false",
            // Everything through the proxy, loopback too, and nothing beside it.
            "--proxy-server=http://127.0.0.1:\(port)", "--proxy-bypass-list=<-loopback>",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--disable-quic",
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--dns-prefetch-disable",
            "--disable-features=DnsOverHttps,MediaRouter,OptimizationHints,AutofillServerCommunication,Translate",
            "--virtual-time-budget=\(limits.scriptSeconds * 1000)", "--timeout=\(limits.wallSeconds * 750)",
            "--dump-dom",
        ]
        // Chromium refuses to start as root with its own sandbox.
        if geteuid() == 0 { arguments.append("--no-sandbox") }
        return arguments + [url]
    }
}
