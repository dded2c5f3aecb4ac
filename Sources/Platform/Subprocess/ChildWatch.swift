import CLauncher
import Glibc

/// Feeds a running child, reads what it says, and sees it and its group to their end.
struct ChildWatch {
    private let child: pid_t
    private let limits: ChildLimits
    private let bytes: [UInt8]
    private var input: Int32
    private var output: Int32
    private var error: Int32
    private var fed = 0
    private var said: [UInt8] = []
    private var complained: [UInt8] = []
    private var timedOut = false
    private var outputTruncated = false
    private var closed: Set<Int32> = []
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    init(child: pid_t, streams: ChildStreams, limits: ChildLimits) {
        self.child = child
        self.limits = limits
        bytes = streams.bytes
        input = streams.input
        output = streams.output
        error = streams.error
    }

    /// Waits for the child's end, kills what it left behind, and reaps it. `closed` are the descriptors this has closed.
    consuming func run() -> (result: ChildResult, closed: Set<Int32>) {
        let clock = ContinuousClock()
        let deadline = clock.now + limits.wallTime
        let handle = claunch_pidfd(child)
        defer { if handle >= 0 { close(handle) } }
        while claunch_has_ended(child) == 0, !outputTruncated {
            let left = clock.now.duration(to: deadline)
            guard left > .zero else {
                timedOut = true
                break
            }
            // Without a handle on the child its end is looked for, not announced.
            wait(milliseconds: min(left.milliseconds, handle >= 0 ? 60_000 : 20), handle)
        }
        // The child is not reaped yet, so its group's number can be nobody else's.
        kill(-child, SIGKILL)
        let drained = clock.now + .seconds(1)
        while output >= 0 || error >= 0, !outputTruncated, clock.now < drained { wait(milliseconds: 50, -1) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let ending: ChildResult.Ending =
            claunch_exited(status) == 1
            ? .exited(code: claunch_exit_code(status)) : .signalled(claunch_signal(status))
        let result = ChildResult(
            ending: ending, output: said, errorTail: String(decoding: complained, as: UTF8.self), timedOut: timedOut,
            outputTruncated: outputTruncated)
        return (result, closed)
    }

    private mutating func wait(milliseconds: Int, _ handle: Int32) {
        var watched = [
            pollfd(fd: handle, events: Int16(POLLIN), revents: 0),
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: error, events: Int16(POLLIN), revents: 0), pollfd(fd: input, events: Int16(POLLOUT), revents: 0),
        ]
        guard poll(&watched, 4, Int32(clamping: milliseconds)) > 0 else { return }
        if watched[1].revents != 0 { readOutput() }
        if watched[2].revents != 0 { readError() }
        if watched[3].revents != 0 { feed() }
    }

    private mutating func readOutput() {
        let count = read(output, &buffer, buffer.count)
        guard count > 0 else { return ended(count, \.output) }
        let room = limits.outputBytes - said.count
        said.append(contentsOf: buffer[..<min(count, max(0, room))])
        outputTruncated = count > room
    }

    private mutating func readError() {
        let count = read(error, &buffer, buffer.count)
        guard count > 0 else { return ended(count, \.error) }
        complained.append(contentsOf: buffer[..<count])
        if complained.count > limits.errorBytes { complained.removeFirst(complained.count - limits.errorBytes) }
    }

    private mutating func feed() {
        guard fed < bytes.count else { return finish(\.input) }
        let count = bytes.withUnsafeBytes { source in
            QuietPipe.write(input, UnsafeRawBufferPointer(rebasing: source[fed...]))
        }
        if count > 0 { fed += count }
        let isBlocked = count < 0 && (errno == EAGAIN || errno == EINTR)
        if fed == bytes.count || (count <= 0 && !isBlocked) { finish(\.input) }
    }

    private mutating func ended(_ count: Int, _ stream: WritableKeyPath<ChildWatch, Int32>) {
        if count == 0 || (errno != EAGAIN && errno != EINTR) { finish(stream) }
    }

    private mutating func finish(_ stream: WritableKeyPath<ChildWatch, Int32>) {
        closed.insert(self[keyPath: stream])
        close(self[keyPath: stream])
        self[keyPath: stream] = -1
    }
}

/// Writing to a pipe whose reader may be gone, in a process that may not ignore SIGPIPE.
enum QuietPipe {
    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        var pipe = sigset_t()
        var before = sigset_t()
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipe, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        let problem = errno
        if count < 0, problem == EPIPE, sigismember(&before, SIGPIPE) == 0 {
            var now = timespec()
            sigtimedwait(&pipe, nil, &now)
        }
        errno = problem
        return count
    }
}

extension Duration {
    /// Whole milliseconds, rounded up.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
