internal import Base
internal import Cryptography
internal import FoundationEssentials

/// The versions of the static files, so that nginx may let browsers keep them for ever.
struct Assets: Sendable {
    private let versions: [String: String]

    /// Reads the files below `directory` that pages refer to.
    init(directory: String) {
        var versions: [String: String] = [:]
        for path in ["/css/hunter.css", "/js/hunter.js", "/vendor/htmx.min.js"] {
            guard let data = FileManager.default.contents(atPath: directory + path) else { continue }
            versions[path] = Digest.sha256(Array(data)).prefix(6).hex
        }
        self.versions = versions
    }

    /// The file's address with its version.
    func url(_ path: String) -> String {
        versions[path].map { path + "?v=" + $0 } ?? path
    }
}
