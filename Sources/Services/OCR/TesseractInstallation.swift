internal import Glibc
public import Subprocess

/// What is there of Tesseract on this machine.
public struct TesseractInstallation: Sendable, Equatable {
    /// As the program says it: "5.3.0".
    public let version: String
    /// Whose tables are installed, as the program names them.
    public let languages: [String]

    /// Asks the program at `executable`; nil where there is none.
    public init?(at executable: String = Tesseract.usualPath) throws(RecognitionError) {
        guard access(executable, X_OK) == 0 else { return nil }
        version = try Self.lines(executable, "--version").first?.split(separator: " ").last.map(String.init) ?? ""
        // The first line is a heading.
        languages = try Self.lines(executable, "--list-langs").dropFirst().map { $0 }
    }

    private static func lines(_ executable: String, _ question: String) throws(RecognitionError) -> [String] {
        let result: ChildResult
        do throws(SubprocessError) {
            result = try ChildProcess.run(
                executable, arguments: [question], environment: ["OMP_THREAD_LIMIT": "1", "LANG": "C.UTF-8"],
                folder: "/", limits: Tesseract.limits)
        } catch {
            throw RecognitionError(reason: error.description)
        }
        guard result.isSuccess else { throw RecognitionError(reason: String(result.errorTail.suffix(300))) }
        return String(decoding: result.output, as: UTF8.self).split(whereSeparator: \.isNewline).map { String($0) }
    }
}
