import ArgumentParser
import Documents
import FoundationEssentials
import Glibc
import OCR
import Work

/// `hunter text`: what a document says.
struct ReadingText: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text",
        abstract: "Print the text of a PDF, DOCX, ODT, RTF, HTML or text file, line by line as it is printed.")

    @Argument(help: "The file.")
    var file: String?

    @Flag(help: #"Read lines {"id","file"} and write lines {"id","text"} or {"id","error"}."#)
    var jsonl = false

    func validate() throws {
        guard jsonl != (file != nil) else { throw ValidationError("give either a file or --jsonl") }
    }

    func run() throws {
        let child = DocumentChild(tesseract: CommandOCR.tesseract, isAsPrinted: true)
        if let file {
            let reading = try Reading.orExit(file) { () throws(DocumentError) in
                try child.read(path: file, wantsProfile: false)
            }
            return StandardStreams.write(Array(reading.text.utf8) + [0x0A])
        }
        try JSONLines.answer(Input.self) { input in
            do throws(DocumentError) {
                return Output(
                    id: input.id, text: try child.read(path: input.file, wantsProfile: false).text, error: nil)
            } catch {
                return Output(id: input.id, text: nil, error: error.code.rawValue)
            }
        }
    }

    private struct Input: Decodable {
        let id: String
        let file: String
    }

    private struct Output: Encodable {
        let id: String
        let text: String?
        let error: String?
    }
}

/// Recognition as the commands use it.
enum CommandOCR {
    /// `HUNTER_OCR_LANGUAGES` where it is set.
    static var tesseract: Tesseract? {
        let languages = ProcessInfo.processInfo.environment["HUNTER_OCR_LANGUAGES"] ?? "eng+rus+deu"
        return Tesseract(languages: languages)
    }
}

/// What the reading verbs share.
enum Reading {
    /// Runs `body`, which reads `file`; a document that cannot be read ends the command with its reason and code 65.
    static func orExit<R>(_ file: String? = nil, _ body: () throws(DocumentError) -> R) throws -> R {
        if let file, access(file, R_OK) != 0 {
            StandardStreams.complain("\(file) cannot be read: \(String(cString: strerror(errno)))")
            throw ExitCode.badInput
        }
        do throws(DocumentError) {
            return try body()
        } catch {
            StandardStreams.complain(file.map { "\($0): \(error)" } ?? "\(error)")
            throw error.code == .unavailable ? ExitCode.failure : ExitCode.badInput
        }
    }
}
