import Base
import Cryptography
import Foundation
import HTTP
import Storage
import Synchronization
import Testing

@testable import Site

@Suite struct IdempotencyTests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws {
        harness = try Self.shared.get()
    }

    private func upload(
        _ person: Person, key: String, _ text: String = "Ada Example", name: String = "cv.txt"
    ) -> Response {
        harness.api(
            .post, "/resumes/upload", as: person, body: .multipart(fields: [:], file: (name, Array(text.utf8))),
            headers: [("Idempotency-Key", key)])
    }

    private func resumes(_ person: Person) throws -> Int {
        try harness.sql { try $0.resumeCount(ownedBy: person.id) }
    }

    @Test func `a repeated POST answers the first answer and does nothing`() throws {
        let person = try harness.person()
        let first = upload(person, key: "one")
        #expect(first.code == 202)
        for _ in 0..<3 {
            let again = upload(person, key: "one")
            #expect(again.code == 202)
            #expect(again.text == first.text)
            #expect(again.headers["Content-Type"] == first.headers["Content-Type"])
        }
        #expect(try resumes(person) == 1)
        #expect(harness.storedFiles.count > 0)
        #expect(upload(person, key: "two").text != first.text)
        #expect(try resumes(person) == 2)
    }

    @Test func `a key belongs to its user`() throws {
        let (one, other) = (try harness.person(), try harness.person())
        let first = upload(one, key: "shared")
        let second = upload(other, key: "shared")
        #expect(second.code == 202 && second.text != first.text)
        #expect(try resumes(other) == 1)
    }

    @Test func `another request under a used key is refused`() throws {
        let person = try harness.person()
        #expect(upload(person, key: "k", "Ada Example").code == 202)
        // Of the same length, so that only the content tells.
        for response in [
            upload(person, key: "k", "Bob Example"), upload(person, key: "k", name: "vc.txt"),
            harness.api(.post, "/admin", as: person, headers: [("Idempotency-Key", "k")]),
        ] where response.code != 404 {
            #expect(response.code == 422)
        }
        #expect(try resumes(person) == 1)
        let (resume, posting, other) = (
            try harness.resume(of: person).text, try harness.posting().text, try harness.posting().text
        )
        func match(_ posting: String) -> Response {
            harness.api(
                .post, "/match", as: person, body: .json(#"{"resume_id":"\#(resume)","posting_id":"\#(posting)"}"#),
                headers: [("Idempotency-Key", "m")])
        }
        let first = match(posting)
        #expect(first.code == 202)
        #expect(match(other).code == 422)
        #expect(match(posting).text == first.text)
    }

    @Test func `a failure gives the key back`() throws {
        let person = try harness.person()
        #expect(upload(person, key: "f", "").code == 422)
        #expect(upload(person, key: "f", "Ada Example").code == 202)
        #expect(try resumes(person) == 1)
    }

    @Test func `of requests at once under one key, one is done`() throws {
        let person = try harness.person()
        let codes = Mutex<[Int]>([])
        let threads = try (0..<6).map { _ in
            try WorkerThread(name: "upload") {
                let code = upload(person, key: "at once").code
                codes.withLock { $0.append(code) }
            }
        }
        for thread in threads { thread.join() }
        let all = codes.withLock { $0 }
        #expect(all.contains(202) && Set(all).isSubset(of: [202, 409]))
        #expect(try resumes(person) == 1)
        #expect(upload(person, key: "at once").code == 202)
        #expect(try resumes(person) == 1)
    }

    @Test func `an answer is kept for a day`() throws {
        let person = try harness.person()
        let first = upload(person, key: "day")
        try harness.sql {
            _ = try $0.execute(
                "update idempotency_keys set created_at = now() - interval '24 hours 1 second' where user_id = \(person.id)"
            )
        }
        #expect(upload(person, key: "day").text != first.text)
        #expect(try resumes(person) == 2)
    }

    @Test func `a key that cannot be one is refused`() throws {
        let person = try harness.person()
        #expect(upload(person, key: String(repeating: "k", count: 201)).code == 400)
        #expect(upload(person, key: String(repeating: "ключ", count: 50)).code == 202)
        #expect(try resumes(person) == 1)
    }

    @Test func `an answer without a body is an answer too`() throws {
        let person = try harness.person()
        #expect(harness.api(.post, "/logout", as: person, headers: [("Idempotency-Key", "bye")]).code == 204)
        let open: Int = try harness.sql {
            try $0.value("select count(*) from idempotency_keys where user_id = \(person.id) and status is null")
        }
        #expect(open == 0)
    }

    @Test func `a done request is not done again although its answer could not be kept`() throws {
        let harness = try SiteHarness()
        let person = try harness.person()
        try harness.sql {
            _ = try $0.execute(
                """
                create function refuse() returns trigger language plpgsql
                    as $$ begin raise exception 'refused'; end $$
                """)
            _ = try $0.execute(
                "create trigger refuse before update on idempotency_keys for each row execute function refuse()")
        }
        func upload() -> Response {
            harness.api(
                .post, "/resumes/upload", as: person,
                body: .multipart(fields: [:], file: ("cv.txt", Array("Ada Example".utf8))),
                headers: [("Idempotency-Key", "kept")])
        }
        #expect(upload().code == 202)
        #expect(upload().code == 409)
        #expect(try harness.sql { try $0.resumeCount(ownedBy: person.id) } == 1)
    }

    @Test func `a registration is repeated by whoever knows its key and its password`() throws {
        let email = "\(UUID.v7().text)@example.com"
        func register(_ key: String?, _ password: String = "a long pass phrase", name: String = "Ada") -> Response {
            harness.api(
                .post, "/register",
                body: .json(#"{"email":"\#(email)","password":"\#(password)","name":"\#(name)"}"#),
                headers: key.map { [("Idempotency-Key", $0)] } ?? [])
        }
        let first = register("mine")
        #expect(first.code == 201)
        let again = register("mine")
        #expect(again.code == 201 && again.text == first.text)
        for other in [
            register(nil), register("another"), register("mine", "another pass phrase"), register("mine", name: "Bob"),
        ] {
            #expect(other.code == 409)
        }
        #expect(register(String(repeating: "k", count: 201)).code == 400)
        let hashes: [[UInt8]] = try harness.sql {
            try $0.scalars(
                "select request_hash from idempotency_keys where user_id = (select id from users where email = \(email))"
            )
        }
        // Nothing that the password could be guessed from.
        #expect(hashes == [Digest.sha256("register \(Digest.sha256(email).hex) \(Digest.sha256("Ada").hex)")])
    }

    @Test func `an address with a slash at its end is the same address`() throws {
        let recruiter = try harness.person(.recruiter)
        func create(_ path: String) -> Response {
            harness.api(
                .post, path, as: recruiter, body: .json(#"{"title":"Engineer","description":"We need Swift."}"#),
                headers: [("Idempotency-Key", "slash")])
        }
        let first = create("/job-posts")
        #expect(first.code == 201)
        #expect(create("/job-posts/").text == first.text)
        #expect(create("/job-posts?x=1").code == 422)
    }

    @Test func `the answer to a log-in is never stored`() throws {
        let person = try harness.person()
        let body = Body.json(#"{"email":"\#(person.user.email)","password":"\#(SiteHarness.password)"}"#)
        let tokens = try (0..<2).map { _ in
            let response = harness.api(
                .post, "/login", as: person, body: body, headers: [("Idempotency-Key", "log-in")])
            return try #require(try response.json["token"]?.string)
        }
        #expect(tokens[0] != tokens[1])
        let stored: Int = try harness.sql {
            try $0.value("select count(*) from idempotency_keys where user_id = \(person.id)")
        }
        #expect(stored == 0)
    }

    @Test func `a file's digest is that of its bytes, however they are read`() throws {
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let path = try harness.folder.write(String(decoding: bytes.map { $0 & 0x7f }, as: UTF8.self), to: "digest")
        let expected = Digest.sha256(bytes.map { $0 & 0x7f })
        for chunk in [1000, 65_536, 1 << 20] { #expect(Digest.sha256(file: path, chunk: chunk) == expected) }
        #expect(Digest.sha256(file: path + ".gone") == nil)
        let empty = try harness.folder.write("", to: "empty")
        #expect(Digest.sha256(file: empty) == Digest.sha256([UInt8]()))
    }
}
