import Base
import Synchronization
import Testing

@Suite struct WorkerThreadTests {
    @Test func `bodies run apart and join waits for them`() throws {
        let total = Mutex(0)
        let threads = try (1...8).map { number in
            try WorkerThread(name: "adder-\(number)") { total.withLock { $0 += number } }
        }
        threads.forEach { $0.join() }
        #expect(total.withLock { $0 } == 36)
    }
}
