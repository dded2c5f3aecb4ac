import ArgumentParser
import Documents
import FoundationEssentials
import Glibc
import Parsing
import Work

/// `hunter read-document`: what `DocumentChild` runs. Reads one document here, in this process.
struct ReadingDocument: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read-document", abstract: "Read one document and write one JSON object.", shouldDisplay: false)

    @Argument(help: "The file; standard input where there is none.")
    var file: String?

    @Flag(help: "Leave the profile out.")
    var textOnly = false

    func run() throws {
        let answer: DocumentAnswer
        do throws(DocumentError) {
            let text = try DocumentReader().read(try bytes())
            let profile = textOnly ? nil : ResumeParser(now: CommandClock.now).profile(of: text.text)
            answer = DocumentAnswer(DocumentReading(text, profile: profile))
        } catch {
            answer = DocumentAnswer(error)
        }
        StandardStreams.write(Array(try JSONEncoder().encode(answer)))
        if answer.failure != nil { throw ExitCode.badInput }
    }

    private func bytes() throws(DocumentError) -> [UInt8] {
        var descriptor: Int32 = 0
        if let file {
            descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            guard descriptor >= 0 else { throw DocumentError(.unavailable, "cannot open the file") }
        }
        guard let bytes = StandardStreams.readAll(descriptor, limit: DocumentLimits().inputBytes) else {
            throw DocumentError(.tooLarge, "more than \(DocumentLimits().inputBytes) bytes, or not readable")
        }
        return bytes
    }
}
