internal import Glibc

/// Why the server cannot start.
public struct FastCGIError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Code: Sendable, Equatable {
        /// The listening socket cannot be opened; the associated value is `errno`, or 0.
        case listen(Int32)
        /// Descriptor 0 is not a listening socket.
        case notInherited
        /// The system gives no more threads or descriptors; the associated value is `errno`.
        case resources(Int32)
        /// ``FastCGIServer/run()`` was called before.
        case alreadyRun
    }

    public let code: Code
    /// What was attempted.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String {
        switch code {
        case .listen(let number) where number != 0, .resources(let number) where number != 0:
            "\(message): \(String(cString: strerror(number)))"
        default: message
        }
    }
}
