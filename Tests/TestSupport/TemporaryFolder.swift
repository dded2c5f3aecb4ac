import Foundation

/// A folder of a test's own with a short path; it goes with its owner, or with the test process.
public final class TemporaryFolder: Sendable {
    public let path: String

    public init() {
        path = Reaper.shared.folder("t")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file in it; answers its path.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
        return path + "/" + name
    }
}
