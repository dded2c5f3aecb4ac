import ArgumentParser
import Composition
import Configuration
import FoundationEssentials
import Glibc

/// `hunter doctor`: looks at everything the product stands on, one line a thing, and says how to mend what is wrong.
struct DoctorVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check settings, libraries, data folder, database, Redis, workers and web.",
        discussion: "Prints one line a check; exits with 1 when anything is wrong, after saying how to mend it.")

    func run() throws {
        let environment = Settings.environment()
        let settings: Settings
        do {
            settings = try Settings(environment: environment)
        } catch {
            for problem in error.problems {
                Report(
                    "settings",
                    .wrong(problem, mend: "correct it in the environment or .env; README.md lists each setting")
                ).print()
            }
            Report("everything else", .unknown("needs the settings")).print()
            throw ExitCode.failure
        }
        Report("settings", .well("complete and in range")).print()
        // What reads a document looks for its library by these, and may have them from hunter.env alone.
        setenv("HUNTER_HOME", settings.home, 1)
        if !settings.uploads.pdfium.isEmpty { setenv("HUNTER_PDFIUM", settings.uploads.pdfium, 1) }

        let examination = Examination(settings: settings, environment: environment)
        var isWell = true
        for (name, check) in examination.checks {
            let report = Report(name, check())
            report.print()
            if case .wrong = report.finding { isWell = false }
        }
        guard isWell else { throw ExitCode.failure }
    }
}

/// What one check found.
enum Finding {
    case well(String)
    case wrong(String, mend: String)
    /// It cannot be told from here.
    case unknown(String)
}

/// One line of the doctor's answer.
struct Report {
    let name: String
    let finding: Finding

    init(_ name: String, _ finding: Finding) {
        (self.name, self.finding) = (name, finding)
    }

    func print() {
        let line =
            switch finding {
            case .well(let text): "ok      \(name): \(text)"
            case .wrong(let text, let mend): "WRONG   \(name): \(text) - \(mend)"
            case .unknown(let text): "unknown \(name): \(text)"
            }
        let flat = line.split(whereSeparator: \.isNewline).joined(separator: " ")
        StandardStreams.write(Array((flat + "\n").utf8))
    }
}
