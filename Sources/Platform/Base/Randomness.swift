internal import Glibc

/// Random bytes from the kernel.
public enum Randomness {
    /// `count` unpredictable bytes. One call for up to 256: the standard library's generator asks the kernel for each byte anew.
    public static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let part = min(count - filled, 256)
                let isGiven = getentropy(buffer.baseAddress! + filled, part) == 0
                precondition(isGiven, "the kernel gives no random bytes")
                filled += part
            }
        }
    }
}

/// A small seeded generator (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014), for
/// everything that must come out the same each time: simulated scores, sampled tests.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
