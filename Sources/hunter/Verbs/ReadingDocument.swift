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

    @Flag(help: "Paint no page to find out what people see.")
    var noPainting = false

    @Flag(help: "Leave words that are broken at the end of a line as they are.")
    var asPrinted = false

    func run() throws {
        let answer: DocumentAnswer
        do throws(DocumentError) {
            let text = try DocumentReader(paints: !noPainting, isAsPrinted: asPrinted).read(
                try DocumentInput.bytes(of: file))
            let profile = textOnly ? nil : ResumeParser(now: CommandClock.now).profile(of: text.text)
            answer = DocumentAnswer(DocumentReading(text, profile: profile))
        } catch {
            answer = DocumentAnswer(error)
        }
        StandardStreams.write(Array(try JSONEncoder().encode(answer)))
        if answer.failure != nil { throw ExitCode.badInput }
    }
}

/// `hunter paint-page`: what `DocumentChild` runs for a page whose text has to be recognised. Writes a graymap.
struct PaintingPage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paint-page", abstract: "Write a page of a PDF as a picture.", shouldDisplay: false)

    @Argument(help: "The page, from 1; the document comes on standard input.")
    var page: Int

    func run() throws {
        try Reading.orExit { () throws(DocumentError) in
            let picture = try DocumentReader().picture(ofPage: page - 1, in: try DocumentInput.bytes(of: nil))
            StandardStreams.write(picture.portableGraymap)
        }
    }
}

/// Where the verbs of the child take their document from.
private enum DocumentInput {
    static func bytes(of file: String?) throws(DocumentError) -> [UInt8] {
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
