import FoundationEssentials
import Glibc

@testable import HTTP

/// The rules of bodies: forms of both kinds and JSON, within their limits and whatever pieces they come in.
enum BodyRules {
    private static let limits: FormLimits = {
        var limits = FormLimits(
            urlEncodedBytes: 2048, totalBytes: 4096, fileBytes: 1024, fieldBytes: 256, partHeaderBytes: 512, parts: 8,
            files: 3)
        limits.directory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : nil
        return limits
    }()

    /// What became of a form, comparable.
    private struct Outcome: Equatable {
        var status = 200
        var fields: [[UInt8]] = []
        var files: [[UInt8]] = []
    }

    static func check(_ message: Message, _ variables: MetaVariables) throws(BrokenRule) {
        let chunks = [message.chunk, 1, .max]
        let outcomes = try chunks.map { chunk throws(BrokenRule) in
            try form(Request(variables: variables, body: MemoryBody(message.body, chunk: chunk)))
        }
        try rule(outcomes[0] == outcomes[1] && outcomes[0] == outcomes[2], "a form depends on the pieces it comes in")
        try checkJSON(message.body)
    }

    private static func form(_ request: Request) throws(BrokenRule) -> Outcome {
        var outcome = Outcome()
        var paths: [String] = []
        do {
            let form: Form
            do { form = try request.form(limits) } catch {
                try rule((400..<500).contains(error.status.code), "a form is answered \(error.status)")
                outcome.status = error.status.code
                return outcome
            }
            try rule(form.fields.count + form.files.count <= limits.parts, "a form has too many parts")
            try rule(form.files.count <= limits.files, "a form has too many files")
            for field in form.fields {
                try rule(!MessageTarget.has(field.name + field.value, 0), "a field has a NUL")
                outcome.fields += [Array(field.name.utf8), Array(field.value.utf8)]
            }
            if request.headers["Content-Type"]?.contains("multipart") == true {
                try rule(form.fields.allSatisfy { $0.value.utf8.count <= limits.fieldBytes }, "a field is too long")
            } else if let again = try? Parameters(urlEncoded: Array(form.fields.encoded.utf8), maximumCount: 64) {
                try rule(MessageTarget.same(again, form.fields), "a form reads back as another")
            } else {
                throw BrokenRule(words: "a form cannot be read back")
            }
            for file in form.files {
                outcome.files.append(Array((file.field + "\n" + file.fileName + "\n" + file.contentType).utf8))
                outcome.files.append(try content(file))
                paths.append(file.path)
            }
        }
        // The form is gone, but the request keeps it: its files go with the request.
        return outcome
    }

    private static func content(_ file: UploadedFile) throws(BrokenRule) -> [UInt8] {
        let name = file.fileName
        try rule(!name.isEmpty && name.utf8.count <= 255, "a file has no name, or a long one")
        try rule(!name.utf8.contains { $0 < 32 || $0 == 0x2f || $0 == 0x5c || $0 == 127 }, "a file's name is a path")
        try rule(name != "." && name != "..", "a file's name is a path")
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw BrokenRule(words: "a file is not where it is said to be")
        }
        try rule(data.count == file.byteCount && data.count <= limits.fileBytes, "a file has another length")
        return Array(data)
    }

    /// A value with a little of everything that bodies of the API have.
    private struct Shape: Codable, Equatable {
        var name: String?
        var count: Int?
        var score: Double?
        var isOpen: Bool?
        var tags: [String]?
        var at: Date?
        var parts: [String: [Int]]?
    }

    private static func checkJSON(_ body: [UInt8]) throws(BrokenRule) {
        let request = Request(.post, "/", headers: [("Content-Type", "application/json")], body: body)
        let shape: Shape
        do {
            shape = try request.json(Shape.self, limit: 4096)
        } catch let problem as Problem {
            return try rule([400, 413, 422].contains(problem.status.code), "JSON is answered \(problem.status)")
        } catch {
            throw BrokenRule(words: "JSON throws \(error)")
        }
        try rule(body.count <= 4096, "JSON over the limit is read")
        let texts = [shape.name ?? ""] + (shape.tags ?? []) + (shape.parts.map { Array($0.keys) } ?? [])
        try rule(!texts.contains { MessageTarget.has($0, 0) }, "a text of JSON has a NUL")
        guard let written = try? JSONText.encode(shape), let again = try? JSONText.decode(Shape.self, from: written)
        else { throw BrokenRule(words: "JSON cannot be read back") }
        // Times are written to the millisecond.
        var (left, right) = (shape, again)
        (left.at, right.at) = (nil, nil)
        try rule(left == right, "JSON reads back as another value")
    }
}
