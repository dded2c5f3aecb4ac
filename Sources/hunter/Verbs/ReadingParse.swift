import ArgumentParser
import Base
import Documents
import FoundationEssentials
import Model
import Parsing
import Work

/// `hunter parse`: what a resume says about its person.
struct ReadingParse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse", abstract: "Print the profile that a resume gives.")

    @Argument(help: "The file.")
    var file: String?

    @Flag(help: #"Read lines {"id","file"} or {"id","text"} and write lines {"id","profile"} or {"id","error"}."#)
    var jsonl = false

    func validate() throws {
        guard jsonl != (file != nil) else { throw ValidationError("give either a file or --jsonl") }
    }

    func run() throws {
        let child = DocumentChild(tesseract: CommandOCR.tesseract)
        if let file {
            let reading = try Reading.orExit(file) { () throws(DocumentError) in try child.read(path: file) }
            return try JSONLines.write(reading.profile, pretty: true)
        }
        let parser = ResumeParser(now: CommandClock.now)
        try JSONLines.answer(Input.self) { input in
            if let text = input.text { return Output(id: input.id, profile: parser.profile(of: text), error: nil) }
            do throws(DocumentError) {
                return Output(id: input.id, profile: try child.read(path: input.file ?? "").profile, error: nil)
            } catch {
                return Output(id: input.id, profile: nil, error: error.code.rawValue)
            }
        }
    }

    private struct Input: Decodable {
        let id: String
        let file: String?
        let text: String?
    }

    private struct Output: Encodable {
        let id: String
        let profile: Profile?
        let error: String?
    }
}

/// The time commands go by: `HUNTER_NOW` where it is set, else the clock's.
enum CommandClock {
    private static var given: String? {
        ProcessInfo.processInfo.environment["HUNTER_NOW"].flatMap { $0.isEmpty ? nil : $0 }
    }

    static var now: Date { given.flatMap { UTCDate.parse($0) } ?? TimeSource.system.now }

    /// What is wrong with `HUNTER_NOW`, or nil.
    static var problem: String? {
        given.flatMap {
            UTCDate.parse($0) == nil ? "HUNTER_NOW is \($0), and neither a day nor a time in RFC 3339." : nil
        }
    }
}
