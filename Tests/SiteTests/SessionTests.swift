import Base
import Composition
import Cryptography
import Foundation
import HTTP
import Model
import Postgres
import Redis
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Site

@Suite struct SessionTests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws {
        harness = try Self.shared.get()
    }

    private func isIn(_ token: Token, _ harness: SiteHarness? = nil) -> Bool {
        (harness ?? self.harness).send(.get, "/account", .none, [("Cookie", "session=\(token.text)")]).code == 200
    }

    private func isIn(bearer token: Token) -> Bool {
        harness.send(.get, "/api/v1/me", .none, [("Authorization", "Bearer \(token.text)")]).code == 200
    }

    /// As if the cache had run out.
    private func forget(_ token: Token) throws {
        _ = try harness.services.redis.command("DEL", Sessions.key(token.hash))
    }

    private func logIn(_ person: Person, headers: [(String, String)] = [], isSecure: Bool = false) throws -> Response {
        let visitor = Token()
        let prefix = isSecure ? "__Host-" : ""
        let cookies = [("Cookie", "\(prefix)visitor=\(visitor.text)")]
        let form = Body.form([
            "email": person.user.email, "password": SiteHarness.password, "csrf_token": visitor.derived("csrf"),
        ])
        return harness.send(.post, "/login", form, headers.isEmpty ? cookies : headers, isSecure)
    }

    private func seconds(_ column: SQL, of token: Token) throws -> Double {
        try harness.sql {
            try $0.value(
                "select extract(epoch from now() - \(column))::double precision from sessions where token_hash = \(token.hash)"
            )
        }
    }

    // MARK: Tokens

    @Test func `a token is 256 random bits, and only its digest is stored`() throws {
        let person = try harness.person()
        let response = try logIn(person)
        let token = try #require(response.cookie("session")).value
        let bytes = try #require(Data(base64Encoded: token.replacing("-", with: "+").replacing("_", with: "/") + "="))
        #expect(bytes.count == 32)
        let rows: [String] = try harness.sql { try $0.scalars("select sessions::text from sessions") }
        #expect(!rows.isEmpty && rows.allSatisfy { !$0.contains(token) && !$0.contains(Array(bytes).hex) })
        #expect(Set((0..<1000).map { _ in Token().text }).count == 1000)
    }

    @Test func `the cookies say who may read and send them`() throws {
        let person = try harness.person()
        let plain = try #require(try logIn(person).cookie("session"))
        #expect(Set(plain.attributes) == ["Path=/", "HttpOnly", "SameSite=Lax"])
        let response = try logIn(person, isSecure: true)
        let secure = try #require(response.cookie("__Host-session"))
        #expect(Set(secure.attributes) == ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"])
        #expect(response.cookie("session") == nil)
        #expect(response.headers["Strict-Transport-Security"] != nil)
        let visitor = try #require(harness.page(.get, "/login", isSecure: true).cookie("__Host-visitor"))
        #expect(Set(visitor.attributes) == ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"])
        // A cookie without the prefix is none where the prefix is due: a neighbouring host could have set it.
        #expect(harness.send(.get, "/account", .none, [("Cookie", "session=\(plain.value)")], true).code == 303)
    }

    @Test func `HTTPS that ends in front of us marks the cookies too`() throws {
        let harness = try SiteHarness(["HUNTER_SECURE": "true"])
        #expect(harness.page(.get, "/login").cookie("__Host-visitor")?.attributes.contains("Secure") == true)
    }

    @Test func `logging in makes a new token and ends the session it replaces`() throws {
        let person = try harness.person()
        let form = Body.form([
            "email": person.user.email, "password": SiteHarness.password, "csrf_token": person.session.derived("csrf"),
        ])
        #expect(isIn(person.session))
        let response = harness.send(.post, "/login", form, [("Cookie", "session=\(person.session.text)")])
        let token = try #require(response.cookie("session").flatMap { Token(text: $0.value) })
        #expect(token != person.session)
        #expect(isIn(token))
        #expect(!isIn(person.session))
        #expect(response.cookie("visitor")?.attributes.contains("Max-Age=0") == true)
    }

    @Test func `a token that somebody else chose is never taken`() throws {
        let person = try harness.person()
        let planted = Token()
        let form = Body.form([
            "email": person.user.email, "password": SiteHarness.password, "csrf_token": planted.derived("csrf"),
        ])
        let cookies = [("Cookie", "session=\(planted.text); visitor=\(planted.text)")]
        let response = harness.send(.post, "/login", form, cookies)
        #expect(response.code == 303)
        #expect(response.cookie("session")?.value != planted.text)
        #expect(!isIn(planted))
    }

    @Test func `cookie and bearer token are not taken for each other`() throws {
        let person = try harness.person()
        #expect(harness.send(.get, "/api/v1/me", .none, [("Cookie", "session=\(person.session.text)")]).code == 401)
        #expect(harness.send(.get, "/account", .none, [("Authorization", "Bearer \(person.bearer.text)")]).code == 303)
        #expect(harness.send(.get, "/account?session=\(person.session.text)").code == 303)
        for value in [
            "Bearer", "Bearer ", "bearer x", "Basic \(person.bearer.text)", person.bearer.text,
            "Bearer \(person.bearer.text)x",
        ] {
            #expect(harness.send(.get, "/api/v1/me", .none, [("Authorization", value)]).code == 401)
        }
        #expect(
            harness.send(.get, "/api/v1/me", .none, [("Authorization", "bEARER \(person.bearer.text)")]).code == 200)
    }

    // MARK: Ends

    @Test func `half an hour without a person ends it`() throws {
        let person = try harness.person()
        for (seconds, isAlive) in [(1795, true), (1801, false)] {
            try harness.sql {
                _ = try $0.execute(
                    "update sessions set seen_at = now() - make_interval(secs => \(Double(seconds))) where user_id = \(person.id)"
                )
            }
            try forget(person.session)
            try forget(person.bearer)
            #expect(isIn(person.session) == isAlive)
            #expect(isIn(bearer: person.bearer) == isAlive)
        }
    }

    @Test func `use moves the end of idleness and never the end of all`() throws {
        let person = try harness.person()
        try harness.sql {
            _ = try $0.execute(
                "update sessions set seen_at = now() - interval '29 minutes' where user_id = \(person.id)")
        }
        let ends = try seconds("expires_at", of: person.session)
        #expect((-43_200 ... -43_100).contains(ends))
        try forget(person.session)
        #expect(isIn(person.session))
        #expect(try seconds("seen_at", of: person.session) < 60)
        #expect(try seconds("expires_at", of: person.session) >= ends)
        try harness.sql {
            _ = try $0.execute(
                "update sessions set expires_at = now() - interval '1 second' where user_id = \(person.id)")
        }
        try forget(person.session)
        #expect(!isIn(person.session))
    }

    @Test func `what is cached ends in time too`() throws {
        let offset = Offset()
        let harness = try SiteHarness(time: TimeSource { Date().addingTimeInterval(offset.seconds.withLock { $0 }) })
        let person = try harness.person()
        #expect(isIn(person.session, harness))
        offset.seconds.withLock { $0 = 1805 }
        #expect(!isIn(person.session, harness))
        offset.seconds.withLock { $0 = 0 }
        #expect(isIn(person.session, harness))
    }

    @Test func `polling does not keep a session alive`() throws {
        let person = try harness.person()
        let task = try harness.task(of: person).text
        try harness.sql {
            _ = try $0.execute(
                "update sessions set seen_at = now() - interval '10 minutes' where user_id = \(person.id)")
        }
        for _ in 0..<3 {
            try forget(person.session)
            try forget(person.bearer)
            #expect(harness.page(.get, "/live/" + task, as: person).code == 200)
            #expect(harness.api(.get, "/tasks/" + task, as: person).code == 200)
        }
        #expect(try seconds("seen_at", of: person.session) > 590)
        #expect(try seconds("seen_at", of: person.bearer) > 590)
    }

    @Test func `a person's use counts although polling has filled the cache`() throws {
        let person = try harness.person()
        let task = try harness.task(of: person).text
        try harness.sql {
            _ = try $0.execute(
                "update sessions set seen_at = now() - interval '10 minutes' where user_id = \(person.id)")
        }
        try forget(person.session)
        #expect(harness.page(.get, "/live/" + task, as: person).code == 200)
        #expect(isIn(person.session))
        #expect(try seconds("seen_at", of: person.session) < 60)
    }

    // MARK: Revoking

    @Test func `logging out ends the session at once, cached or not`() throws {
        let person = try harness.person()
        #expect(isIn(person.session))
        #expect(try harness.services.redis.command("EXISTS", Sessions.key(person.session.hash)).int == 1)
        let response = harness.page(.post, "/logout", as: person)
        #expect(response.cookie("session")?.attributes.contains("Max-Age=0") == true)
        #expect(!isIn(person.session))
        // The other session of the account goes on until it logs out itself.
        #expect(isIn(bearer: person.bearer))
        #expect(harness.api(.post, "/logout", as: person).code == 204)
        #expect(!isIn(bearer: person.bearer))
        #expect(
            try harness.sql { try $0.value("select count(*) from sessions where user_id = \(person.id)") as Int } == 0)
    }

    @Test func `a fill that comes after the log-out is refused`() throws {
        let person = try harness.person()
        let sessions = harness.site.sessions
        let hash = person.session.hash
        // A slow request has read the row, ...
        let owner = try #require(
            try harness.sql { try $0.sessionOwner(tokenHash: hash, lifetime: sessions.lifetime) })
        // ... the person logs out, and then it fills the cache.
        #expect(harness.page(.post, "/logout", as: person).code == 303)
        sessions.remember(owner, hash: hash)
        #expect(!isIn(person.session))
        #expect(try harness.services.redis.command("TTL", Sessions.key(hash)).int ?? 0 > 60)
        // Without the tombstone the same fill would bring the session back: the test sees the difference.
        try forget(person.session)
        sessions.remember(owner, hash: hash)
        #expect(isIn(person.session))
        try forget(person.session)
    }

    @Test func `a disabled account is out, and stays out`() throws {
        let person = try harness.person()
        #expect(isIn(person.session))
        try harness.sql { _ = try $0.execute("update users set disabled_at = now() where id = \(person.id)") }
        try forget(person.session)
        try forget(person.bearer)
        #expect(!isIn(person.session))
        #expect(!isIn(bearer: person.bearer))
        let response = try logIn(person)
        #expect(response.code == 422)
        #expect(response.cookie("session") == nil)
    }

    @Test func `the account's page lists its sessions and marks this one`() throws {
        let person = try harness.person()
        let stranger = try harness.person()
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
        for (agent, kind) in [(agent, SessionKind.browser), ("<b>robot</b>/1", .api), ("", .api)] {
            _ = try harness.site.sessions.open(for: person.id, kind: kind, userAgent: agent, address: "192.0.2.77")
        }
        let old = try harness.session(try harness.open(.browser, for: person.id))
        try harness.sql {
            _ = try $0.execute("update sessions set seen_at = now() - interval '31 minutes' where id = \(old)")
        }
        let page = harness.page(.get, "/account", as: person).text
        for text in ["Firefox on Linux", "&lt;b&gt;robot&lt;/b&gt;/1", "Unknown device", "Browser, 192.0.2.77"] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(page.components(separatedBy: "<span class=\"tag\">This session</span>").count == 2)
        let others = try harness.sql {
            try $0.scalars("select id::text from sessions where user_id = \(person.id)", as: String.self)
        }.filter { page.contains("/account/sessions/\($0)/revoke") }
        #expect(others.count == 4)
        #expect(!page.contains(old.text))
        #expect(!page.contains(try harness.session(person.session).text))
        #expect(!page.contains(try harness.session(stranger.session).text))
        #expect(page.contains("/account/sessions/revoke-others"))
    }

    @Test func `a session that is revoked ends at once, cached or not, and no other does`() throws {
        let person = try harness.person()
        let other = try harness.open(.browser, for: person.id)
        for token in [person.session, other] { #expect(isIn(token)) }
        #expect(isIn(bearer: person.bearer))
        func revoke(_ token: Token) throws -> Response {
            harness.page(.post, "/account/sessions/\(try harness.session(token).text)/revoke", as: person)
        }
        let owner = try #require(
            try harness.sql {
                try $0.sessionOwner(tokenHash: other.hash, lifetime: harness.site.sessions.lifetime)
            })
        #expect(try revoke(other).location == "/account")
        #expect(!isIn(other))
        // A request that read the row before it went cannot bring the session back.
        harness.site.sessions.remember(owner, hash: other.hash)
        #expect(!isIn(other))
        #expect(isIn(person.session) && isIn(bearer: person.bearer))
        #expect(try revoke(person.bearer).code == 303)
        #expect(!isIn(bearer: person.bearer))
        // One's own is a log-out.
        let response = try revoke(person.session)
        #expect(response.location == "/login")
        #expect(response.cookie("session")?.attributes.contains("Max-Age=0") == true)
        #expect(!isIn(person.session))
    }

    @Test func `nobody revokes another's session`() throws {
        let (person, stranger) = (try harness.person(.admin), try harness.person())
        let id = try harness.session(stranger.session).text
        #expect(harness.page(.post, "/account/sessions/\(id)/revoke", as: person).code == 404)
        #expect(isIn(stranger.session))
    }

    @Test func `logging out everywhere else keeps this session alone`() throws {
        let (person, stranger) = (try harness.person(), try harness.person())
        let others = try (0..<3).map { _ in try harness.open(.browser, for: person.id) }
        for token in others { #expect(isIn(token)) }
        #expect(isIn(bearer: person.bearer))
        #expect(harness.page(.post, "/account/sessions/revoke-others", as: person).location == "/account")
        for token in others { #expect(!isIn(token)) }
        #expect(!isIn(bearer: person.bearer))
        #expect(isIn(person.session) && isIn(stranger.session))
        #expect(!harness.page(.get, "/account", as: person).text.contains("/account/sessions/"))
        // Where there is none left, nothing happens.
        #expect(harness.page(.post, "/account/sessions/revoke-others", as: person).code == 303)
        #expect(isIn(person.session))
    }

    @Test func `the tombstone stands before the row goes`() throws {
        let person = try harness.person()
        // A database that refuses to delete leaves the tombstone behind: it was written first.
        try harness.sql {
            _ = try $0.execute(
                """
                create function refuse() returns trigger language plpgsql
                    as $$ begin raise exception 'refused'; end $$
                """)
            _ = try $0.execute(
                SQL(
                    raw: """
                        create trigger refuse before delete on sessions for each row
                        when (old.user_id = '\(person.id.text)') execute function refuse()
                        """))
        }
        defer { try? harness.sql { _ = try $0.execute("drop function refuse() cascade") } }
        let id = try harness.session(person.bearer).text
        #expect(isIn(bearer: person.bearer))
        #expect(harness.page(.post, "/account/sessions/\(id)/revoke", as: person).code == 500)
        #expect(!isIn(bearer: person.bearer))
    }

    @Test func `another role ends all sessions of the account`() throws {
        let (person, stranger) = (try harness.person(), try harness.person())
        #expect(isIn(person.session) && isIn(bearer: person.bearer) && isIn(stranger.session))
        func change(_ email: String) throws -> RoleChange.Outcome {
            try RoleChange.apply(.recruiter, email: email, services: harness.services)
        }
        #expect(try change(person.user.email.uppercased()) == .done(sessions: 2))
        #expect(!isIn(person.session) && !isIn(bearer: person.bearer) && isIn(stranger.session))
        #expect(try harness.sql { try $0.user(person.id)?.role } == .recruiter)
        #expect(try change("nobody@example.com") == .unknownAccount)
        #expect(try change(person.user.email) == .done(sessions: 0))
    }

    // MARK: Redis

    @Test func `without Redis another role still ends the sessions`() throws {
        let redis = try RedisServer()
        let harness = try SiteHarness(redis: redis.url())
        let person = try harness.person()
        redis.kill()
        let outcome = try RoleChange.apply(.admin, email: person.user.email, services: harness.services)
        #expect(outcome == .doneUncached(sessions: 2))
        #expect(!isIn(person.session, harness))
    }

    @Test func `sessions survive a flushed Redis`() throws {
        let harness = try SiteHarness()
        let person = try harness.person()
        #expect(isIn(person.session, harness))
        _ = try harness.services.redis.command("FLUSHDB")
        #expect(isIn(person.session, harness))
    }

    @Test func `logging in, working and logging out go on without Redis`() throws {
        let redis = try RedisServer()
        let harness = try SiteHarness(redis: redis.url())
        let person = try harness.person()
        let task = try harness.task(of: person).text
        #expect(isIn(person.session, harness))
        redis.kill()
        #expect(isIn(person.session, harness))
        let form = Body.form(["email": person.user.email, "password": SiteHarness.password])
        let response = harness.page(.post, "/login", body: form)
        let token = try #require(response.cookie("session").flatMap { Token(text: $0.value) })
        #expect(isIn(token, harness))
        #expect(harness.page(.get, "/live/" + task, as: person).code == 200)
        #expect(harness.api(.get, "/tasks/" + task, as: person).code == 200)
        #expect(harness.page(.post, "/logout", as: person).code == 303)
        #expect(!isIn(person.session, harness))
        let ready = harness.page(.get, "/ready")
        #expect(ready.code == 503)
        #expect(try ready.json["missing"] == .array([.string("redis")]))
        #expect(harness.page(.get, "/health").code == 200)
    }
}

/// A clock that a test moves.
private final class Offset: Sendable {
    let seconds = Mutex(0.0)
}
