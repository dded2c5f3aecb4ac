import ArgumentParser
import Glibc

/// The command line. Exit codes: 0 done, 1 failed, 2 wrong use, 65 input that cannot be read.
struct Hunter: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hunter", abstract: "Resume Hunter on the command line.",
        subcommands: [
            MigrateVerb.self, UserVerb.self, ImportVerb.self, ReadingText.self, ReadingParse.self, ReadingSkills.self,
            ReadingTitles.self, ReadingVectors.self, ReadingPairs.self,
            ScoreVerb.self, DoctorVerb.self, ReadingDocument.self, PaintingPage.self,
        ])

    /// Runs the verb that the arguments name, and exits.
    static func main() {
        signal(SIGPIPE, SIG_IGN)
        if let problem = CommandClock.problem {
            printError(problem)
            Glibc.exit(ExitCode.failure.rawValue)
        }
        do {
            var verb = try parseAsRoot()
            try verb.run()
        } catch {
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if !text.isEmpty { StandardStreams.write(Array((text + "\n").utf8), to: code.isSuccess ? 1 : 2) }
            Glibc.exit(code == .validationFailure ? 2 : code.rawValue)
        }
    }
}

extension ExitCode {
    /// The input cannot be read for what it is.
    static let badInput = ExitCode(65)
}
