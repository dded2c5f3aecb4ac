internal import Glibc

/// The monotonic clock, for deadlines inside this module.
enum Clock {
    /// Milliseconds since some moment in the past.
    static func milliseconds() -> UInt64 { nanoseconds() / 1_000_000 }

    static func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
