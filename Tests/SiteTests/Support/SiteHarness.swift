import Base
import Composition
import Cryptography
import Foundation
import HTTP
import Model
import Postgres
import Redis
import Storage
import TestSupport

@testable import Site

/// The web side of the product on a database, a Redis and a folder of its own, asked without a server in between.
final class SiteHarness: Sendable {
    let database: TestDatabase
    let folder: TemporaryFolder
    /// The sources, played.
    let boards: JobBoards
    let services: Services
    let site: Site

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// - Parameters:
    ///   - environment: settings that differ from the defaults.
    ///   - redis: another server than the one the tests share.
    init(_ environment: [String: String] = [:], redis: String? = nil, time: TimeSource = .system) throws {
        database = try TestServers.database()
        folder = TemporaryFolder()
        boards = try JobBoards()
        boards.change { $0.count = 3 }
        var all = [
            "HUNTER_HOME": Self.root, "HUNTER_DATA": folder.path, "DATABASE_URL": database.conninfo,
            "HUNTER_LOG_LEVEL": "critical", "HUNTER_HASH_CONCURRENCY": "16",
            // Tests store postings below the services, which would end what is remembered.
            "HUNTER_SEARCH_CACHE_SECONDS": "0",
        ]
        all["REDIS_URL"] = try redis ?? TestServers.redis().url
        all.merge(boards.environment) { $1 }
        all.merge(environment) { $1 }
        services = try Services(
            settings: try Settings(environment: all), label: "site-tests", connections: (4, 4), time: time)
        site = try Site(services: services)
    }

    deinit {
        services.close()
    }

    // MARK: People

    /// The password of everybody whom `person` makes.
    static let password = "four random words here"
    private static let hash = Result { try PasswordHasher(concurrency: 16).hash(password) }

    /// An account with an open session of each kind.
    func person(_ role: Role = .seeker) throws -> Person {
        let id = UUID.v7()
        let hash = try Self.hash.get()
        let user = try services.database.withConnection { db in
            try db.insertUser(
                id: id, email: "\(role.rawValue)-\(id.text)@example.com", name: "", role: role, passwordHash: hash,
                firstIsAdmin: false)
        }
        guard let user else { throw TestFailure("an account is not stored") }
        return Person(user: user, session: try open(.browser, for: id), bearer: try open(.api, for: id))
    }

    func open(_ kind: SessionKind, for user: UUID) throws -> Token {
        try site.sessions.open(for: user, kind: kind, userAgent: "tests", address: "192.0.2.1").token
    }

    // MARK: Requests

    static let host = "hunter.test"

    /// What a browser sends.
    func page(
        _ method: HTTP.Method = .get, _ target: String, as person: Person? = nil, body: Body = .none,
        headers: [(String, String)] = [], isSecure: Bool = false
    ) -> Response {
        let prefix = isSecure ? "__Host-" : ""
        let visitor = Token()
        var all = [("Host", Self.host)]
        if let person {
            all.append(("Cookie", "\(prefix)session=\(person.session.text)"))
        } else if method != .get, method != .head {
            all.append(("Cookie", "\(prefix)visitor=\(visitor.text)"))
        }
        return send(
            method, target, body.with(csrf: (person?.session ?? visitor).derived("csrf")), all + headers, isSecure)
    }

    /// What a program sends.
    func api(
        _ method: HTTP.Method = .get, _ target: String, as person: Person? = nil, body: Body = .none,
        headers: [(String, String)] = []
    ) -> Response {
        var all = [("Host", Self.host)]
        if let person { all.append(("Authorization", "Bearer \(person.bearer.text)")) }
        return send(method, target.hasPrefix("/api/") ? target : "/api/v1" + target, body, all + headers)
    }

    /// Just what is given.
    func send(
        _ method: HTTP.Method, _ target: String, _ body: Body = .none, _ headers: [(String, String)] = [],
        _ isSecure: Bool = false
    ) -> Response {
        let (type, octets) = body.encoded
        let content = type.map { [("Content-Type", $0)] } ?? []
        return site.respond(
            to: Request(method, target, headers: content + headers, body: octets, isSecure: isSecure))
    }

    // MARK: What is stored

    func sql<R>(_ body: (Connection) throws -> R) throws -> R {
        try services.database.withConnection(body)
    }

    /// A digest of each table's rows, and the number of stored files. That a session was used is left out.
    func snapshot() throws -> [String: String] {
        try sql { db in
            let tables: [String] = try db.scalars(
                "select tablename::text from pg_tables where schemaname = 'public' order by 1")
            var digests: [String: String] = [:]
            for table in tables {
                let row = table == "sessions" ? "x.id::text" : "x::text"
                digests[table] = try db.value(
                    SQL(
                        raw:
                            "select count(*) || ' ' || md5(coalesce(string_agg(\(row), '|' order by \(row)), '')) from \(table) x"
                    ))
            }
            digests["files"] = String(storedFiles.count)
            return digests
        }
    }

    var storedFiles: [String] {
        let names = FileManager.default.enumerator(atPath: folder.path + "/uploads")?.allObjects as? [String] ?? []
        return names.filter { $0.utf8.count == 35 || $0.hasSuffix(".part") }
    }
}

/// An account of a test's own.
struct Person: Sendable {
    var user: User
    /// Of a browser's session.
    var session: Token
    /// Of a program's session.
    var bearer: Token

    var id: UUID { user.id }
}

/// The body of a request.
enum Body {
    case none
    case form(Parameters)
    /// The octets of a form, as they are.
    case rawForm([UInt8])
    case multipart(fields: Parameters, file: (name: String, content: [UInt8])?)
    case json(String)

    func with(csrf token: String) -> Body {
        switch self {
        case .none: .form(["csrf_token": token])
        case .form(let fields):
            .form(fields["csrf_token"] == nil ? fields.replacing("csrf_token", with: token) : fields)
        case .rawForm(let octets): .rawForm(Array("csrf_token=\(token)&".utf8) + octets)
        case .multipart(let fields, let file):
            .multipart(
                fields: fields["csrf_token"] == nil ? fields.replacing("csrf_token", with: token) : fields, file: file)
        case .json: self
        }
    }

    var encoded: (type: String?, octets: [UInt8]) {
        switch self {
        case .none: return (nil, [])
        case .form(let fields): return ("application/x-www-form-urlencoded", Array(fields.encoded.utf8))
        case .rawForm(let octets): return ("application/x-www-form-urlencoded", octets)
        case .json(let text): return ("application/json", Array(text.utf8))
        case .multipart(let fields, let file):
            var octets: [UInt8] = []
            for field in fields {
                octets += Array(
                    "--b\r\nContent-Disposition: form-data; name=\"\(field.name)\"\r\n\r\n\(field.value)\r\n".utf8)
            }
            if let file {
                let disposition = "Content-Disposition: form-data; name=\"file\"; filename=\"\(file.name)\""
                octets += Array("--b\r\n\(disposition)\r\nContent-Type: application/octet-stream\r\n\r\n".utf8)
                octets += file.content + Array("\r\n".utf8)
            }
            return ("multipart/form-data; boundary=b", octets + Array("--b--\r\n".utf8))
        }
    }
}

extension Response {
    var code: Int { status.code }
    var location: String { headers["Location"] ?? "" }

    /// The body as text; that of a file is its content.
    var text: String {
        switch body {
        case .empty: ""
        case .bytes(let octets): String(decoding: octets, as: UTF8.self)
        case .file(let path, _, _):
            String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        }
    }

    var json: JSONValue {
        get throws { try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) }
    }

    /// The value that a `Set-Cookie` gives the cookie, and its attributes.
    func cookie(_ name: String) -> (value: String, attributes: [String])? {
        for field in headers.all("Set-Cookie") where field.hasPrefix(name + "=") {
            let parts = field.components(separatedBy: "; ")
            return (String(parts[0].dropFirst(name.count + 1)), Array(parts.dropFirst()))
        }
        return nil
    }
}

/// JSON of whatever shape.
enum JSONValue: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    var string: String? { if case .string(let text) = self { text } else { nil } }
    var number: Double? { if case .number(let value) = self { value } else { nil } }
    var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }
    var names: Set<String> { if case .object(let members) = self { Set(members.keys) } else { [] } }

    /// Text as a literal of JSON.
    static func literal(_ text: String) throws -> String {
        String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }
}
