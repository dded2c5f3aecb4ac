internal import Configuration
internal import Glibc

/// How every process of the product begins and reports that it cannot.
public enum Startup {
    /// Reads the settings and runs `body` with them.
    /// - Returns: the exit code. What went wrong is on standard error, one sentence a line.
    public static func run(label: String, _ body: (Settings) throws -> Void) -> Int32 {
        do {
            try body(try Settings(environment: Settings.environment()))
            return 0
        } catch let error as SettingsError {
            report("\(label) cannot start:\n\(error)")
        } catch {
            report("\(label): \(error)")
        }
        return 1
    }

    private static func report(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}
