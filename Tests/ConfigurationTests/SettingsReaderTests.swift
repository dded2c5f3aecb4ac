import Configuration
import Foundation
import Testing

@Suite struct SettingsReaderTests {
    private enum Color: String, CaseIterable { case red, green }

    @Test func `absent and empty settings have their defaults`() {
        var reader = SettingsReader(environment: ["B": ""])
        #expect(reader.text("A", default: "x") == "x")
        #expect(reader.optionalText("B") == nil)
        #expect(reader.integer("B", default: 3, in: 1...9) == 3)
        #expect(reader.flag("A", default: true))
        #expect(reader.list("A", default: ["q"]) == ["q"])
        #expect(reader.problems.isEmpty)
    }

    @Test func `values are read with their types`() {
        var reader = SettingsReader(environment: ["N": "7", "F": "off", "C": "green", "L": " a, b ,,c"])
        #expect(reader.integer("N", default: 3, in: 1...9) == 7)
        #expect(!reader.flag("F", default: true))
        #expect(reader.choice("C", default: Color.red) == .green)
        #expect(reader.list("L", default: []) == ["a", "b", "c"])
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
        #expect(throws: SettingsError(problems: reader.problems)) { try reader.check() }
    }

    @Test func `a secret may stand in a file`() throws {
        let path = FileManager.default.temporaryDirectory.path + "/secret-\(UUID().uuidString)"
        try Data("hunter2\n".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        var reader = SettingsReader(environment: ["S_FILE": path, "T_FILE": path + "-no", "U": "x", "U_FILE": path])
        #expect(reader.optionalText("S") == "hunter2")
        #expect(reader.required("T", for: "x") == "")
        #expect(reader.optionalText("U") == nil)
        #expect(reader.problems.count == 2)
    }
}
