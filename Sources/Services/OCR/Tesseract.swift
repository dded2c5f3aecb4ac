internal import Glibc
public import Subprocess

/// Recognises the text in pictures with the program `tesseract`, one picture a process, under limits.
public struct Tesseract: Sendable {
    /// Where Debian puts it.
    public static let usualPath = "/usr/bin/tesseract"

    private let executable: String
    private let languages: String
    private let limits: ChildLimits

    /// A recogniser, or nil where the program is not there or is given no language.
    /// - Parameters:
    ///   - executable: the program's path.
    ///   - languages: the languages a page may be in, as the program names them: "eng+rus".
    ///   - limits: what one page may cost.
    public init?(executable: String = usualPath, languages: String, limits: ChildLimits = Self.limits) {
        guard !languages.isEmpty, access(executable, X_OK) == 0 else { return nil }
        self.executable = executable
        self.languages = languages
        self.limits = limits
    }

    /// What one page may cost unless something else is said.
    public static let limits = ChildLimits(
        cpuSeconds: 60, addressSpace: 1 << 30, outputBytes: 8 << 20, wallTime: .seconds(90), openFiles: 32)

    /// The words of a picture with their places, as tab-separated lines.
    /// - Parameter picture: in any format that the program reads, such as PGM.
    public func words(in picture: [UInt8]) throws(RecognitionError) -> [UInt8] {
        let result: ChildResult
        do throws(SubprocessError) {
            result = try ChildProcess.run(
                executable, arguments: ["stdin", "stdout", "-l", languages, "--dpi", "300", "--psm", "3", "tsv"],
                // One thread: several pages are read at a time by several workers, if at all.
                environment: ["OMP_THREAD_LIMIT": "1", "LANG": "C.UTF-8"], input: .bytes(picture), folder: "/",
                limits: limits)
        } catch {
            throw RecognitionError(reason: error.description)
        }
        guard result.isSuccess else {
            let reason =
                result.timedOut ? "not done within \(limits.wallTime)" : result.errorTail.suffix(300).description
            throw RecognitionError(reason: reason)
        }
        return result.output
    }
}

/// Why the text of a picture was not recognised.
public struct RecognitionError: Error, Sendable, CustomStringConvertible {
    /// What the program said, or what became of it; holds nothing of the text.
    public let reason: String

    public var description: String { "the text of a picture was not recognised: \(reason)" }
}
