import Base
import Foundation
import HTTP
import Model
import Storage
import Tasking
import Testing

@testable import Site

@Suite(.serialized) struct UploadTests {
    private static let shared = Result {
        try SiteHarness(["HUNTER_UPLOAD_LIMIT": "65536", "HUNTER_RESUMES_PER_USER": "3"])
    }
    private let harness: SiteHarness

    init() throws {
        harness = try Self.shared.get()
    }

    private func send(_ person: Person, _ name: String, _ content: [UInt8]) -> (page: Response, api: Response) {
        let body = Body.multipart(fields: [:], file: (name, content))
        return (
            harness.page(.post, "/resumes", as: person, body: body),
            harness.api(.post, "/resumes/upload", as: person, body: body)
        )
    }

    /// The start of an office file that is locked with a password: a compound file with that stream in its directory.
    private static let locked =
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 504)
        + "EncryptedPackage".utf8.flatMap { [$0, 0] } + [UInt8](repeating: 0, count: 512)

    private static let refused: [(String, [UInt8], Int)] = [
        ("empty.pdf", [], 422),
        ("locked.docx", locked, 422),
        ("old.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 1000), 415),
        ("resume.pdf", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], 415),
        ("resume.docx", Array("<!DOCTYPE html><script>alert(1)</script>".utf8), 415),
        ("resume.txt", Array("  <svg onload=alert(1)>".utf8), 415),
        ("resume.pdf", Array("<html><title>Sign in</title>".utf8), 415),
        ("resume.txt", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0, 0], 415),
        ("resume.txt", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0], 415),
        ("resume.txt", [0], 415),
        ("large.txt", [UInt8](repeating: 97, count: 65_537), 413),
    ]

    @Test(arguments: refused.indices) func `what cannot be taken leaves nothing behind`(index: Int) throws {
        let (name, content, status) = Self.refused[index]
        let person = try harness.person()
        let before = try harness.snapshot()
        let (page, api) = send(person, name, content)
        for response in [page, api] { #expect(response.code == status, "\(name)") }
        #expect(try api.json["detail"]?.string?.isEmpty == false)
        #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
        #expect(try harness.snapshot() == before)
    }

    @Test func `a form without a file is refused`() throws {
        let person = try harness.person()
        let before = try harness.snapshot()
        for body in [
            Body.multipart(fields: [:], file: nil), .multipart(fields: ["file": "text"], file: nil),
            .multipart(fields: [:], file: ("", [])),
        ] {
            #expect(harness.page(.post, "/resumes", as: person, body: body).code == 422)
            #expect(harness.api(.post, "/resumes/upload", as: person, body: body).code == 422)
        }
        #expect(try harness.snapshot() == before)
    }

    @Test func `a form that breaks off leaves nothing behind`() throws {
        let person = try harness.person()
        let (type, octets) = Body.multipart(fields: [:], file: ("cv.txt", Array("Ada Example".utf8))).encoded
        let before = try harness.snapshot()
        for count in stride(from: 0, to: octets.count - 4, by: 7) {
            let response = harness.site.respond(
                to: Request(
                    .post, "/api/v1/resumes/upload",
                    headers: [("Content-Type", try #require(type)), ("Authorization", "Bearer \(person.bearer.text)")],
                    body: Array(octets.prefix(count))))
            #expect([400, 422].contains(response.code), "\(count)")
        }
        #expect(try harness.snapshot() == before)
    }

    @Test func `what is taken is stored once, with its task`() throws {
        let person = try harness.person()
        let files = harness.storedFiles.count
        let (page, api) = send(person, "cv.txt", Array("Ada Example".utf8))
        #expect(page.code == 303 && page.location.hasPrefix("/resumes/"))
        #expect(api.code == 202)
        let answer = try api.json
        #expect(answer.names == ["id", "task_id", "status"] && answer["status"]?.string == "queued")
        #expect(harness.storedFiles.count == files + 2)
        let id = try #require(answer["id"]?.string)
        #expect(try harness.api(.get, "/resumes/" + id, as: person).json["task_id"] == answer["task_id"])
        #expect(harness.api(.get, "/tasks/" + (answer["task_id"]?.string ?? ""), as: person).code == 200)
    }

    @Test(arguments: [
        ("../../etc/passwd", "passwd"), ("..\\..\\boot.ini", "boot.ini"), ("C:\\cv.txt", "cv.txt"), ("/", nil),
        ("..", nil),
        ("a\u{202E}fdp.txt", "afdp.txt"), ("cv\u{0}.txt", nil), ("<img src=x>.txt", "<img src=x>.txt"),
        ("履歴書 📄.txt", "履歴書 📄.txt"), ("cv%22; x=%22y.txt", "cv\"; x=\"y.txt"),
        (String(repeating: "n", count: 400) + ".txt", nil),
        (".htaccess", ".htaccess"), ("CON", "CON"), ("'; drop table resumes; --.txt", "'; drop table resumes; --.txt"),
    ]) func `a hostile name is shown and never used`(name: String, shown: String?) throws {
        let person = try harness.person()
        let response = harness.api(
            .post, "/resumes/upload", as: person, body: .multipart(fields: [:], file: (name, Array("Ada Example".utf8)))
        )
        guard response.code == 202 else {
            #expect(response.code == 400)
            return
        }
        let id = try #require(try response.json["id"]?.string)
        let stored = try #require(try harness.api(.get, "/resumes/" + id, as: person).json["file_name"]?.string)
        if let shown { #expect(stored == shown) }
        #expect(
            !stored.contains("/") && !stored.contains("\\") && !stored.isEmpty && stored.unicodeScalars.count <= 200)
        for file in harness.storedFiles { #expect(file.wholeMatch(of: /[0-9a-f]{2}\/[0-9a-f]{32}/) != nil, "\(file)") }
        // On pages as text, in the download as one parameter.
        #expect(!harness.page(.get, "/resumes", as: person).text.contains("<img src=x>"))
        let download = harness.page(.get, "/resumes/\(id)/file", as: person)
        let disposition = try #require(download.headers["Content-Disposition"])
        #expect(
            disposition.wholeMatch(of: /attachment; filename="[^"\\\/%]*"; filename\*=UTF-8''[A-Za-z0-9._~%-]*/) != nil,
            "\(disposition)")
    }

    @Test func `a download is an attachment of its own type, with the content as it came`() throws {
        let person = try harness.person()
        // A polyglot: PDF by its head, HTML to whoever sniffs.
        for (content, type) in [
            (Array("%PDF-1.4\n<html><script>alert(1)</script>".utf8), "application/pdf"),
            (Array("Ada <script>alert(1)</script>".utf8), "text/plain"),
        ] {
            let body = Body.multipart(fields: [:], file: ("x.html", content))
            let response = harness.api(.post, "/resumes/upload", as: person, body: body)
            let id = try #require(try response.json["id"]?.string)
            let download = harness.page(.get, "/resumes/\(id)/file", as: person)
            #expect(download.code == 200)
            #expect(download.headers["Content-Type"]?.hasPrefix(type) == true)
            #expect(download.headers["Content-Disposition"]?.hasPrefix("attachment;") == true)
            #expect(download.headers["X-Content-Type-Options"] == "nosniff")
            #expect(download.headers["Content-Security-Policy"]?.hasPrefix("default-src 'none'") == true)
            #expect(download.headers["Cache-Control"] == "no-store")
            #expect(Array(download.text.utf8) == content)
        }
    }

    @Test(arguments: [true, false]) func `deleting removes row, matches, rankings and file`(isAPI: Bool) throws {
        let person = try harness.person()
        let resume = try harness.resume(of: person)
        let match = try harness.match(of: person, resume: resume, posting: try harness.posting())
        let key: String = try harness.sql { try $0.value("select storage_key from resumes where id = \(resume)") }
        #expect(harness.storedFiles.contains(key))
        let response =
            isAPI
            ? harness.api(.delete, "/resumes/" + resume.text, as: person)
            : harness.page(.post, "/resumes/\(resume.text)/delete", as: person)
        #expect(response.code == (isAPI ? 204 : 303))
        #expect(!harness.storedFiles.contains(key))
        #expect(try harness.sql { try $0.value("select count(*) from resumes where id = \(resume)") as Int } == 0)
        #expect(harness.page(.get, "/matches/" + match.text, as: person).code == 404)
        #expect(harness.page(.get, "/resumes/\(resume.text)/file", as: person).code == 404)
        #expect(harness.api(.delete, "/resumes/" + resume.text, as: person).code == 404)
    }

    @Test func `deleting a resume that is being read cancels its task`() throws {
        let person = try harness.person()
        let answer = try send(person, "cv.txt", Array("Ada Example".utf8)).api.json
        let (id, task) = (try #require(answer["id"]?.string), try #require(answer["task_id"]?.string))
        #expect(harness.api(.delete, "/resumes/" + id, as: person).code == 204)
        #expect(try harness.api(.get, "/tasks/" + task, as: person).json["state"]?.string == "cancelled")
    }

    @Test func `an account has as many resumes as it may keep, samples too`() throws {
        let person = try harness.person()
        for _ in 0..<3 { _ = try harness.resume(of: person) }
        let before = try harness.snapshot()
        let (page, api) = send(person, "cv.txt", Array("Ada Example".utf8))
        #expect(page.code == 409 && api.code == 409)
        #expect(page.text.contains("as many resumes as one account may keep"))
        #expect(harness.page(.post, "/samples", as: person).code == 409)
        #expect(try harness.snapshot() == before)
    }
}
