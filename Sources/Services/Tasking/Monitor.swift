internal import Glibc

/// A lock with a condition: waits that end when something changes or a time is over.
final class Monitor: @unchecked Sendable {
    // Sendable: both handles are used through their own calls only, which are safe from any thread.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // A clock that nobody sets, so that a step of the wall clock neither cuts a wait short nor prolongs it.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs `body` with the lock held and wakes those who wait.
    func change<R>(_ body: () -> R) -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let value = body()
        pthread_cond_broadcast(condition)
        return value
    }

    /// Waits until `isTrue`, which runs with the lock held, or until the time is over.
    /// - Returns: whether it became true.
    @discardableResult
    func wait(atMost limit: Duration, until isTrue: () -> Bool) -> Bool {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let parts = limit.components
        let nanoseconds = Int(deadline.tv_nsec) + Int(parts.attoseconds / 1_000_000_000)
        deadline.tv_sec += Int(parts.seconds) + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !isTrue() {
            if pthread_cond_timedwait(condition, mutex, &deadline) == ETIMEDOUT { return isTrue() }
        }
        return true
    }
}
