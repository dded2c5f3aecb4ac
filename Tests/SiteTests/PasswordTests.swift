import Base
import Cryptography
import Foundation
import HTTP
import Model
import Redis
import Synchronization
import Testing

@testable import Site

@Suite struct PasswordTests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws {
        harness = try Self.shared.get()
    }

    private func address() -> String { "p-\(UUID.v7().text)@example.com" }

    private func register(email: String? = nil, name: String = "", _ password: String) throws -> Response {
        let email = try JSONValue.literal(email ?? address())
        let (name, password) = (try JSONValue.literal(name), try JSONValue.literal(password))
        return harness.api(
            .post, "/register", body: .json(#"{"email":\#(email),"name":\#(name),"password":\#(password)}"#))
    }

    private func logIn(
        _ email: String, _ password: String, _ harness: SiteHarness? = nil, address: String = "192.0.2.1"
    ) throws -> Response {
        let body = try Body.json(#"{"email":\#(JSONValue.literal(email)),"password":\#(JSONValue.literal(password))}"#)
        let (type, octets) = body.encoded
        return (harness ?? self.harness).site.respond(
            to: Request(
                .post, "/api/v1/login", headers: [("Content-Type", type ?? "")], body: octets, remoteAddress: address))
    }

    // MARK: Rules

    @Test(arguments: [1, 7]) func `a short password is refused`(length: Int) throws {
        let response = try register(String("xq7vkzpw".prefix(length)))
        #expect(response.code == 422)
        #expect(try response.json["errors"]?.items.first?["field"]?.string == "password")
    }

    @Test(arguments: [8, 64, 65, 128, 256]) func `a password from 8 to 256 characters is taken whole`(
        length: Int
    ) throws {
        let email = address()
        let password = String(repeating: "kelp-", count: 60).prefix(length - 1) + "é"
        #expect(try register(email: email, String(password)).code == 201)
        #expect(try logIn(email, String(password)).code == 200)
        #expect(try logIn(email, String(password.dropLast())).code == 401)
    }

    @Test func `a password over the bound is refused`() throws {
        #expect(try register(String(repeating: "kelp-", count: 52)).code == 422)
    }

    @Test(arguments: [
        "aaaabbbbq", "        9 x", "éééééééé", "密码密码密码密码", "🦀🦀🦀🦀🦀🦀🦀🦀", "1029384756x", "all lower case words",
        "<script>\"'",
    ]) func `no composition is asked for`(password: String) throws {
        let email = address()
        #expect(try register(email: email, password).code == 201)
        #expect(try logIn(email, password).code == 200)
    }

    @Test(arguments: ["password", "12345678", "PassWord1", "iloveyou", "qwertyuiop", "football1"])
    func `a leaked password is refused`(password: String) throws {
        let response = try register(password)
        #expect(response.code == 422)
        #expect(try response.json["errors"]?.items.first?["message"]?.string?.contains("leaked") == true)
    }

    @Test func `one's own address is no password`() throws {
        let email = address()
        #expect(try register(email: email, email.uppercased()).code == 422)
    }

    @Test func `a megabyte of password is refused`() throws {
        let email = address()
        #expect(try register(email: email, "right password here").code == 201)
        let password = String(repeating: "p", count: (1 << 20) - 200)
        #expect(try register(password).code == 422)
        #expect(try logIn(email, password).code == 401)
        #expect(try logIn(email, password + password).code == 413)
        let form = Body.form(["email": email, "password": password])
        #expect(harness.page(.post, "/login", body: form).code == 422)
        #expect(harness.page(.post, "/register", body: form).code == 422)
        #expect(harness.page(.post, "/login", body: .form(["password": password + password])).code == 413)
    }

    @Test func `a hash is argon2id with 19 MiB, two passes and one lane`() throws {
        let email = address()
        _ = try register(email: email, "right password here")
        let hash: String = try harness.sql { try $0.value("select password_hash from users where email = \(email)") }
        #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(harness.site.decoyHash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    }

    @Test func `an older hash is made anew at the next log-in`() throws {
        let email = address()
        _ = try register(email: email, "right password here")
        let old = try PasswordHasher(parameters: .init(memoryBytes: 8 << 20, passes: 1), concurrency: 1)
            .hash("right password here")
        try harness.sql { _ = try $0.execute("update users set password_hash = \(old) where email = \(email)") }
        #expect(try logIn(email, "right password here").code == 200)
        let hash: String = try harness.sql { try $0.value("select password_hash from users where email = \(email)") }
        #expect(hash.contains("m=19456,t=2,p=1"))
        #expect(try logIn(email, "right password here").code == 200)
    }

    // MARK: Enumeration

    /// Seconds of processor time that the thread spends: other tests do not count.
    private func cost(_ body: () throws -> Void) rethrows -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let start = now()
        try body()
        return now() - start
    }

    @Test func `an unknown address gets the same answer for the same work`() throws {
        let harness = try SiteHarness(["HUNTER_LOGIN_FAILURES": "1000"])
        let person = try harness.person()
        var (known, unknown, refused) = ([Double](), [Double](), [Double]())
        var answers: Set<String> = []
        for _ in 0..<6 {
            for (email, password) in [(person.user.email, "wrong words here"), (address(), "wrong words here")] {
                var text = ""
                let seconds = try cost {
                    let response = try logIn(email, password, harness)
                    text = "\(response.code) \(response.text)"
                }
                answers.insert(text)
                if email == person.user.email { known.append(seconds) } else { unknown.append(seconds) }
            }
            refused.append(try cost { _ = try logIn(person.user.email, String(repeating: "p", count: 300), harness) })
        }
        #expect(answers.count == 1)
        let (one, other) = (try #require(known.min()), try #require(unknown.min()))
        #expect(one < other * 1.5 && other < one * 1.5)
        // What cannot be a password costs no hash, so the two above do measure one.
        #expect(try #require(refused.min()) < one / 2)
    }

    @Test func `the page answers an unknown address as a wrong password`() throws {
        let person = try harness.person()
        let pages = [person.user.email, address()].map { email in
            let response = harness.page(.post, "/login", body: .form(["email": email, "password": "wrong words here"]))
            return "\(response.code) "
                + response.text.replacingOccurrences(of: email, with: "EMAIL")
                .replacing(/name="csrf_token" value="[^"]*"/, with: "")
        }
        #expect(pages[0] == pages[1])
        #expect(pages[0].hasPrefix("422"))
    }

    // MARK: Throttling

    private func failures(_ harness: SiteHarness, _ what: String) throws -> [String] {
        try harness.services.redis.command("KEYS", "hunter:throttle:\(what):*").strings ?? []
    }

    /// Makes the waits that there are long enough for slow machines; answers how many there are.
    private func hold(_ harness: SiteHarness, _ what: String) throws -> Int {
        let waiting = try failures(harness, what).filter {
            try harness.services.redis.command("HEXISTS", $0, "until").int == 1
        }
        for key in waiting { _ = try harness.services.redis.command("HINCRBY", key, "until", "30") }
        return waiting.count
    }

    @Test func `ten failures bring a wait, which the owner sits out`() throws {
        let harness = try SiteHarness()
        let person = try harness.person()
        for _ in 0..<9 { #expect(try logIn(person.user.email, "wrong words here", harness).code == 401) }
        #expect(try hold(harness, "account") == 0)
        #expect(try logIn(person.user.email, "wrong words here", harness).code == 401)
        #expect(try hold(harness, "account") == 1)
        for password in ["wrong words here", SiteHarness.password] {
            let response = try logIn(person.user.email, password, harness, address: "198.51.100.7")
            #expect(response.code == 429)
            #expect(Int(response.headers["Retry-After"] ?? "").map { (1...60).contains($0) } == true)
            #expect(response.headers["Content-Type"] == "application/problem+json")
        }
        let form = Body.form(["email": person.user.email.uppercased(), "password": SiteHarness.password])
        let page = harness.page(.post, "/login", body: form)
        #expect(page.code == 429)
        #expect(page.headers["Retry-After"] != nil)
        #expect(page.text.contains("Too many attempts"))
        // Others are not concerned, from wherever they come.
        #expect(try logIn(try harness.person().user.email, SiteHarness.password, harness).code == 200)
        // The wait is over.
        for key in try failures(harness, "account") { _ = try harness.services.redis.command("HDEL", key, "until") }
        #expect(try logIn(person.user.email, SiteHarness.password, harness).code == 200)
        #expect(try failures(harness, "account") == [])
    }

    @Test func `each further failure doubles the wait, up to a minute`() throws {
        let harness = try SiteHarness(["HUNTER_LOGIN_FAILURES": "2"])
        let email = address()
        var waits: [Int] = []
        for _ in 0..<10 {
            #expect(try logIn(email, "wrong words here", harness, address: UUID.v7().text).code == 401)
            let key = try #require(try failures(harness, "account").first)
            guard let until = try harness.services.redis.command("HGET", key, "until").int else { continue }
            let now = try #require(try harness.services.redis.command("TIME").strings?.first.flatMap { Int($0) })
            waits.append(until - now)
            _ = try harness.services.redis.command("HDEL", key, "until")
        }
        #expect(waits.count == 9)
        // A second may have begun between setting and reading.
        for (wait, expected) in zip(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]) {
            #expect((expected - 1...expected).contains(wait))
        }
    }

    @Test func `one address may fail for many accounts, but not for all`() throws {
        let harness = try SiteHarness(["HUNTER_LOGIN_FAILURES": "2"])
        let person = try harness.person()
        for _ in 0..<10 { #expect(try logIn(address(), "wrong words here", harness).code == 401) }
        #expect(try hold(harness, "address") == 1)
        #expect(try logIn(person.user.email, SiteHarness.password, harness).code == 429)
        #expect(try logIn(person.user.email, SiteHarness.password, harness, address: "198.51.100.7").code == 200)
    }

    // MARK: Registering

    @Test func `the API tells an address that is taken from a value that is wrong`() throws {
        let email = address()
        let created = try register(email: email, name: "Ada", "right password here")
        #expect(created.code == 201)
        #expect(try created.json.names == ["id", "email"])
        #expect(try created.json["email"]?.string == email)
        for same in [email, email.uppercased(), "  \(email) "] {
            let taken = try register(email: same, "right password here")
            #expect(taken.code == 409)
            #expect(try taken.json.names == ["type", "title", "status", "detail", "errors"])
        }
        let wrong = try register(email: "no address", name: String(repeating: "n", count: 201), "short")
        #expect(wrong.code == 422)
        #expect(try wrong.json["errors"]?.items.compactMap { $0["field"]?.string } == ["name", "email", "password"])
    }

    @Test func `the page says what is wrong and keeps what was typed, but for the password`() throws {
        let form = Body.form(["name": "Ada & Co", "email": "no address", "password": "short77"])
        let response = harness.page(.post, "/register", body: form)
        #expect(response.code == 422)
        for text in ["id=\"email-error\"", "id=\"password-error\"", "value=\"Ada &amp; Co\"", "value=\"no address\""] {
            #expect(response.text.contains(text), "\(text)")
        }
        #expect(!response.text.contains("short77"))
        let person = try harness.person()
        let taken = harness.page(
            .post, "/register", body: .form(["email": person.user.email, "password": "right password here"]))
        #expect(taken.code == 422)
        #expect(taken.text.contains("already an account"))
    }

    @Test func `nobody chooses a role`() throws {
        let email = address()
        let body = #"{"email":"\#(email)","password":"right password here","role":"admin","is_admin":true,"id":"1"}"#
        _ = try harness.person()
        #expect(harness.api(.post, "/register", body: .json(body)).code == 201)
        #expect(try harness.sql { try $0.value("select role from users where email = \(email)") as String } == "seeker")
        let person = try harness.person()
        _ = harness.api(.patch, "/me", as: person, body: .json(#"{"name":"x","role":"admin","email":"x@example.com"}"#))
        let user = try harness.sql { try $0.user(person.id) }
        #expect(user?.role == .seeker && user?.email == person.user.email && user?.name == "x")
    }

    @Test func `of eight who register first at once, one becomes the administrator`() throws {
        for _ in 0..<3 {
            let harness = try SiteHarness()
            let codes = Mutex<[Int]>([])
            let threads = try (0..<8).map { number in
                try WorkerThread(name: "register") {
                    let body = #"{"email":"r\#(number)@example.com","password":"right password here"}"#
                    let code = harness.api(.post, "/register", body: .json(body)).code
                    codes.withLock { $0.append(code) }
                }
            }
            for thread in threads { thread.join() }
            #expect(codes.withLock { $0 } == Array(repeating: 201, count: 8))
            let roles: [String] = try harness.sql { try $0.scalars("select role from users order by role") }
            #expect(roles == ["admin"] + Array(repeating: "seeker", count: 7))
        }
    }

    @Test func `of eight who register one address at once, one gets it`() throws {
        let harness = try SiteHarness()
        let codes = Mutex<[Int]>([])
        let threads = try (0..<8).map { _ in
            try WorkerThread(name: "register") {
                let body = #"{"email":"same@example.com","password":"right password here"}"#
                let code = harness.api(.post, "/register", body: .json(body)).code
                codes.withLock { $0.append(code) }
            }
        }
        for thread in threads { thread.join() }
        #expect(codes.withLock { $0.sorted() } == [201] + Array(repeating: 409, count: 7))
    }

    @Test func `a closed installation takes no accounts, and the first need not be its administrator`() throws {
        let closed = try SiteHarness(["HUNTER_REGISTRATION_OPEN": "false"])
        let body = Body.json(#"{"email":"a@example.com","password":"right password here"}"#)
        #expect(closed.api(.post, "/register", body: body).code == 403)
        #expect(try !closed.sql { try $0.hasUsers() })
        let open = try SiteHarness(["HUNTER_FIRST_ACCOUNT_IS_ADMIN": "false"])
        #expect(open.api(.post, "/register", body: body).code == 201)
        #expect(try open.sql { try $0.value("select role from users") as String } == "seeker")
    }

    @Test func `more hashes than the bound are put off`() throws {
        let harness = try SiteHarness(["HUNTER_HASH_CONCURRENCY": "1"])
        let codes = Mutex<[Int]>([])
        let waits = Mutex<[String]>([])
        let threads = try (0..<8).map { number in
            try WorkerThread(name: "log in") {
                for _ in 0..<4 {
                    let body = #"{"email":"h\#(number)@example.com","password":"right password here"}"#
                    let response = harness.api(.post, "/login", body: .json(body))
                    codes.withLock { $0.append(response.code) }
                    if response.code == 503 { waits.withLock { $0.append(response.headers["Retry-After"] ?? "") } }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(Set(codes.withLock { $0 }).isSubset(of: [401, 503]))
        #expect(codes.withLock { $0 }.contains(503))
        #expect(waits.withLock { $0 }.allSatisfy { Int($0) != nil })
    }
}
