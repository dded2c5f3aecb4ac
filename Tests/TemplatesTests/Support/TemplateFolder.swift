import Foundation

/// A folder of templates that is gone when the test ends.
final class TemplateFolder {
    let path = FileManager.default.temporaryDirectory.path + "/templates-\(UUID().uuidString)"

    init(_ files: [String: String], words: [String: String] = ["en": #"{"jobs.none": "Nothing <yet>"}"#]) throws {
        for (name, text) in files { try write(name + ".mustache", text) }
        for (language, text) in words { try write("words/\(language).json", text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func write(_ name: String, _ text: String) throws {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }
}
