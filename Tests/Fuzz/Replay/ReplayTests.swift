import Foundation
import Testing

/// The fuzzer's rules without the fuzzer: every input that is kept, and what lies near it. `make fuzz` goes on from here.
@Suite(.serialized) struct ReplayTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Corpus").path

    private func kept(_ target: FuzzTarget) throws -> [(name: String, octets: [UInt8])] {
        let folder = Self.folder + "/" + target.rawValue
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            (name, Array(try #require(FileManager.default.contents(atPath: folder + "/" + name))))
        }
    }

    @Test(arguments: FuzzTarget.allCases) func `no input that is kept breaks a rule`(target: FuzzTarget) throws {
        let inputs = try kept(target)
        #expect(inputs.count >= 20)
        for (name, octets) in inputs { #expect(target.run(octets) == nil, "\(name)") }
    }

    @Test(arguments: FuzzTarget.allCases) func `nor do two thousand changes of them`(target: FuzzTarget) throws {
        let inputs = try kept(target).map(\.octets)
        var dice = Dice(state: 0x5eed)
        for number in 0..<2000 {
            var octets = inputs[dice.roll(inputs.count)]
            for _ in 0...dice.roll(4) { change(&octets, with: inputs, &dice) }
            let broken = target.run(octets)
            #expect(broken == nil, "change \(number): \(Data(octets.prefix(2000)).base64EncodedString())")
            if broken != nil { return }
        }
    }

    private func change(_ octets: inout [UInt8], with others: [[UInt8]], _ dice: inout Dice) {
        let place = dice.roll(octets.count + 1)
        switch dice.roll(6) {
        case 0 where place < octets.count: octets[place] ^= 1 << UInt8(dice.roll(8))
        case 1 where place < octets.count: octets[place] = [0, 1, 0x7f, 0x80, 0xff, 10, 13, 37][dice.roll(8)]
        case 2: octets.insert(UInt8(dice.roll(256)), at: place)
        case 3: octets.removeSubrange(place..<min(octets.count, place + 1 + dice.roll(8)))
        case 4: octets.insert(contentsOf: octets.dropFirst(place).prefix(1 + dice.roll(64)), at: place)
        default:
            let other = others[dice.roll(others.count)]
            octets = Array(octets[..<place] + other.dropFirst(dice.roll(other.count + 1)))
        }
    }

    /// SplitMix64: the same numbers everywhere.
    private struct Dice {
        var state: UInt64

        mutating func roll(_ sides: Int) -> Int {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
            return Int((mixed ^ mixed >> 31) % UInt64(max(1, sides)))
        }
    }
}
