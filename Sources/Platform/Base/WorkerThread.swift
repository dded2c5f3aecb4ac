internal import CPosix
internal import Glibc

/// One POSIX thread. The product's C libraries block, so its concurrency is threads (see docs/architecture.md).
///
/// The body runs with every signal blocked that ``ShutdownSignal/block()`` blocked before it was started.
public final class WorkerThread: Sendable {
    private let handle: pthread_t

    /// What the new thread receives through its `void *`.
    private final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a thread.
    /// - Parameters:
    ///   - name: shown by `ps -T` and debuggers; the kernel keeps 15 bytes.
    ///   - stackSize: in bytes.
    /// - Throws: ``ThreadError`` when the system has no more threads to give.
    public init(name: String, stackSize: Int = 1 << 20, _ body: @escaping @Sendable () -> Void) throws(ThreadError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var created = pthread_t()
        let code = pthread_create(
            &created, &attributes,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                posix_name_thread(String(start.name.prefix(15)))
                start.body()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw ThreadError(code: code)
        }
        handle = created
    }

    /// Waits until the body has returned. Call it once.
    public func join() {
        pthread_join(handle, nil)
    }

    /// Sleeps the calling thread. For waits that a signal or a condition may end, use those instead.
    public static func sleep(milliseconds: Int) {
        usleep(UInt32(max(0, milliseconds)) * 1000)
    }
}

/// The system refused a new thread; `code` is the `errno` value.
public struct ThreadError: Error, Sendable, CustomStringConvertible {
    public let code: Int32

    public var description: String { "cannot start a thread: \(String(cString: strerror(code)))" }
}
