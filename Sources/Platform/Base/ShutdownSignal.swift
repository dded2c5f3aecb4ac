internal import Glibc

/// Turns SIGTERM and SIGINT into a value that the main thread waits for.
///
/// Signals are blocked before the first thread starts, so that no handler ever runs in the middle of C code, and
/// SIGPIPE is ignored, because hiredis and libpq write to sockets that a peer may have closed.
public enum ShutdownSignal {
    /// Blocks SIGTERM, SIGINT and SIGHUP for this and every later thread and ignores SIGPIPE. Call it first in `main`.
    public static func block() {
        signal(SIGPIPE, SIG_IGN)
        var set = watched()
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits until one of the blocked signals arrives and answers its number.
    public static func wait() -> Int32 {
        var set = watched()
        var arrived: Int32 = 0
        while sigwait(&set, &arrived) != 0 {}
        return arrived
    }

    private static func watched() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, number) }
        return set
    }
}
