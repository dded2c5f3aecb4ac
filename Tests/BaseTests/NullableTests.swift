import Base
import Foundation
import Testing

@Suite struct NullableTests {
    private struct Thing: Codable, Equatable {
        @Nullable var name: String?
        var count: Int
    }

    @Test func `no value is written as null`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(
            String(decoding: try encoder.encode(Thing(name: nil, count: 1)), as: UTF8.self)
                == #"{"count":1,"name":null}"#)
        #expect(
            String(decoding: try encoder.encode(Thing(name: "x", count: 1)), as: UTF8.self)
                == #"{"count":1,"name":"x"}"#)
    }

    @Test(arguments: [#"{"count":1}"#, #"{"count":1,"name":null}"#])
    func `null and a missing key are read alike`(text: String) throws {
        #expect(try JSONDecoder().decode(Thing.self, from: Data(text.utf8)) == Thing(name: nil, count: 1))
    }
}
