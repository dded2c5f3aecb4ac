/// How a child process ended, and what it said.
public struct ChildResult: Sendable, Equatable {
    /// How a process can end.
    public enum Ending: Sendable, Equatable {
        /// By itself, with this code.
        case exited(code: Int32)
        /// By this signal.
        case signalled(Int32)
    }

    public let ending: Ending
    public let output: [UInt8]
    /// The end of what it wrote on standard error, made valid UTF-8.
    public let errorTail: String
    /// Whether the deadline killed it.
    public let timedOut: Bool
    /// Whether it wrote more than `outputBytes`, and was killed for it.
    public let outputTruncated: Bool

    /// Whether it ended by itself with code 0, in time and with all its output read.
    public var isSuccess: Bool { ending == .exited(code: 0) && !timedOut && !outputTruncated }
}

/// What a child reads on standard input.
public enum ChildInput: Sendable {
    /// Nothing: `/dev/null`.
    case none
    /// These bytes. A child that does not read them all is no error.
    case bytes([UInt8])
    /// An open descriptor of the caller, which stays the caller's.
    case descriptor(Int32)
}

/// Why a child could not be started or waited for.
public struct SubprocessError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        /// No such program, or it may not be run.
        case notExecutable
        /// An argument, a path or a variable holds a NUL.
        case invalidArgument
        /// The system refused, with its `errno`.
        case system(Int32)
    }

    public let code: Code
    /// What was attempted, without arguments.
    public let attempted: String
    public let message: String

    public var description: String { "\(attempted): \(message)" }
}
