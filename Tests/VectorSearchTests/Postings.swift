import Embedding
import Foundation
import Model

@testable import VectorSearch

/// Numbers that look random and are the same each time.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Vectors, ids and postings for tests.
extension Dice {
    mutating func vector() -> TextVector {
        TextVector(direction: (0..<TextVector.dimension).map { _ in Float.random(in: -1...1, using: &self) })
    }

    /// A vector in the neighbourhood of another.
    mutating func vector(near other: TextVector, distance: Float) -> TextVector {
        let noise = vector()
        return TextVector(direction: zip(other.components, noise.components).map { $0 + distance * $1 })
    }

    mutating func id() -> UUID {
        UUIDKey(high: next(), low: next()).id
    }

    mutating func posting(_ traits: PostingTraits = PostingTraits()) -> IndexedPosting {
        IndexedPosting(id: id(), content: .init(vector: StoredVector(vector()), traits: traits, terms: terms()))
    }

    /// Up to six of forty terms, the first ones most often.
    mutating func terms() -> [UInt32] {
        (0..<Int.random(in: 0...6, using: &self)).map { _ in
            UInt32(min(Int.random(in: 1...40, using: &self), Int.random(in: 1...40, using: &self)))
        }
    }

    mutating func traits() -> PostingTraits {
        PostingTraits(
            isInternship: Bool.random(using: &self), type: PostingType.allCases.randomElement(using: &self),
            level: Bool.random(using: &self) ? PostingLevel.allCases.randomElement(using: &self) : nil,
            annualPay: Bool.random(using: &self) ? Int.random(in: 0...9_000_000, using: &self) : nil,
            location: ["Berlin, Germany", "München", "Remote", nil].randomElement(using: &self) ?? nil)
    }
}
