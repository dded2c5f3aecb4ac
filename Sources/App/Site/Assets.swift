internal import Base
internal import Cryptography
internal import FoundationEssentials

/// The addresses of the static files. `.ci/static` gives each a copy below `/static` whose name bears a hash of its
/// content, which nginx lets browsers keep for ever.
struct Assets: Sendable {
    private let names: [String: String]

    /// Reads the files below `directory` that pages refer to.
    init(directory: String) {
        var names: [String: String] = [:]
        for path in ["/css/hunter.css", "/css/admin.css", "/js/hunter.js", "/vendor/htmx.min.js", "/icon.svg"] {
            guard let data = FileManager.default.contents(atPath: directory + path),
                let slash = path.lastIndex(of: "/"), let dot = path.lastIndex(of: ".")
            else { continue }
            let hash = Digest.sha256(Array(data)).prefix(6).hex
            let name = "/static\(path[slash..<dot]).\(hash)\(path[dot...])"
            if FileManager.default.fileExists(atPath: directory + name) { names[path] = name }
        }
        self.names = names
    }

    /// The file's address: the one that never changes its meaning where there is one, else the plain one.
    func url(_ path: String) -> String { names[path] ?? path }
}
