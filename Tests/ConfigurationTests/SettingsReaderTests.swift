import Configuration
import Foundation
import Testing

@Suite struct SettingsReaderTests {
    private enum Color: String, CaseIterable { case red, green }

    @Test func `absent and empty settings have their defaults`() {
        var reader = SettingsReader(environment: ["B": ""])
        let text = reader.text("A", default: "x")
        #expect(text == "x")
        let empty = reader.optionalText("B")
        #expect(empty == nil)
        let number = reader.integer("B", default: 3, in: 1...9)
        #expect(number == 3)
        let flag = reader.flag("A", default: true)
        #expect(flag)
        let list = reader.list("A", default: ["q"])
        #expect(list == ["q"])
        #expect(reader.problems.isEmpty)
    }

    @Test func `values are read with their types`() {
        var reader = SettingsReader(environment: ["N": "7", "F": "off", "C": "green", "L": " a, b ,,c"])
        let number = reader.integer("N", default: 3, in: 1...9)
        #expect(number == 7)
        let flag = reader.flag("F", default: true)
        #expect(!flag)
        let color = reader.choice("C", default: Color.red)
        #expect(color == .green)
        let list = reader.list("L", default: [])
        #expect(list == ["a", "b", "c"])
    }

    @Test func `every problem is reported, and no value`() {
        var reader = SettingsReader(environment: ["N": "secret70", "F": "perhaps", "C": "blue"])
        _ = reader.integer("N", default: 3, in: 1...9)
        _ = reader.flag("F", default: true)
        _ = reader.choice("C", default: Color.red)
        _ = reader.required("D", for: "the database")
        #expect(
            reader.problems == [
                "N must be a whole number from 1 to 9.", "F must be true or false.", "C must be one of red, green.",
                "D is missing: the database.",
            ])
        #expect(throws: SettingsError.self) { try reader.check() }
    }

    @Test func `a secret may stand in a file`() throws {
        let path = FileManager.default.temporaryDirectory.path + "/secret-\(UUID().uuidString)"
        try Data("hunter2\n".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        var reader = SettingsReader(environment: ["S_FILE": path, "T_FILE": path + "-no", "U": "x", "U_FILE": path])
        let secret = reader.optionalText("S")
        #expect(secret == "hunter2")
        let unreadable = reader.required("T", for: "x")
        #expect(unreadable == "")
        let both = reader.optionalText("U")
        #expect(both == nil)
        #expect(reader.problems.count == 2)
    }
}
