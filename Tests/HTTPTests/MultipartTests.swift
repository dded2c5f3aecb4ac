import Foundation
import HTTP
import Testing

@Suite struct MultipartTests {
    private func request(_ body: [UInt8], boundary: String = "BB", chunk: Int = .max) -> Request {
        Request(
            .post, "/resumes", headers: [("Content-Type", "multipart/form-data; boundary=\"\(boundary)\"")], body: body,
            chunk: chunk)
    }

    private func request(_ text: String, boundary: String = "BB", chunk: Int = .max) -> Request {
        request(Array(text.utf8), boundary: boundary, chunk: chunk)
    }

    private func part(_ head: String, _ content: String) -> String { "--BB\r\n\(head)\r\n\r\n\(content)\r\n" }

    private func file(_ disposition: String, _ content: String = "x") -> String {
        part("Content-Disposition: form-data; \(disposition)\r\nContent-Type: application/pdf", content) + "--BB--\r\n"
    }

    private func status(_ request: Request, _ limits: FormLimits = FormLimits()) -> Status? {
        do {
            _ = try request.form(limits)
            return nil
        } catch {
            return error.status
        }
    }

    /// An own folder for uploads, removed afterwards.
    private func withFolder(_ work: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("multipart-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try work(folder.path)
    }

    @Test(arguments: [1, 2, 3, 7, 61, 1000, Int.max])
    func `fields and files are read however the octets come`(chunk: Int) throws {
        // Octets that look like the beginning of a boundary, at every place.
        let content: [UInt8] =
            Array("\r\n--B\r\n--\r\r\n\r\n-".utf8) + (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let head = part("Content-Disposition: form-data; name=\"title\"", "Engineer ж")
        let body =
            Array(head.utf8)
            + Array("--BB\r\ncontent-disposition: FORM-DATA; filename=\"a.pdf\"; name=resume\r\n\r\n".utf8) + content
            + Array("\r\n--BB--\r\nepilogue".utf8)
        try withFolder { (folder: String) throws in
            let form = try request(body, chunk: chunk).form(FormLimits(directory: folder))
            #expect(form["title"] == "Engineer ж")
            let file = try #require(form.file("resume"))
            #expect(file.fileName == "a.pdf")
            #expect(file.byteCount == content.count)
            #expect(file.contentType == "application/octet-stream")
            #expect(try Array(Data(contentsOf: URL(fileURLWithPath: file.path))) == content)
        }
    }

    @Test func `uploads are private and go with the form`() throws {
        try withFolder { (folder: String) throws in
            var form: Form? = try request(file("name=\"resume\"; filename=\"../../etc/cron.d/x.pdf\"")).form(
                FormLimits(directory: folder))
            let upload = try #require(form?.file("resume"))
            #expect(upload.fileName == "x.pdf")
            #expect(upload.path.hasPrefix(folder + "/"))
            let directory = (upload.path as NSString).deletingLastPathComponent
            let attributes = try FileManager.default.attributesOfItem(atPath: directory)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
            #expect(try FileManager.default.attributesOfItem(atPath: upload.path)[.posixPermissions] as? Int == 0o600)
            form = nil
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test func `a form that is refused leaves nothing on the disk`() throws {
        try withFolder { (folder: String) throws in
            let text = file("name=\"resume\"; filename=\"a.pdf\"", String(repeating: "x", count: 100_000))
            #expect(status(request(text), FormLimits(fileBytes: 99_999, directory: folder)) == .contentTooLarge)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left.isEmpty)
            #expect(status(request(text), FormLimits(fileBytes: 100_000, directory: folder)) == nil)
        }
    }

    @Test(arguments: [
        ("a.pdf", "a.pdf"), ("C:\\docs\\cv.pdf", "cv.pdf"), ("..", "upload"), ("/", "upload"), ("a/..", "upload"),
        (".htaccess", ".htaccess"), ("x.pdf ", "x.pdf"), ("%22q%22.pdf", "\"q\".pdf"), ("\\\"q\\\".pdf", "\"q\".pdf"),
        ("a\u{202e}fdp.exe", "afdp.exe"), ("';DROP.pdf", "';DROP.pdf"), ("резюме.pdf", "резюме.pdf"),
    ])
    func `a file's name is its last component and harmless`(sent: String, kept: String) throws {
        let form = try request(file("name=\"resume\"; filename=\"\(sent)\"")).form()
        #expect(form.file("resume")?.fileName == kept)
    }

    @Test func `a long file name is cut`() throws {
        let name = String(repeating: "ж", count: 400)
        let form = try request(file("name=\"resume\"; filename=\"\(name)\"")).form()
        #expect(form.file("resume")?.fileName.utf8.count == 254)
    }

    @Test func `an extended file name gives no name`() throws {
        let both = try request(file("name=\"r\"; filename=\"a.pdf\"; filename*=UTF-8''..%2f..%2fx.php")).form()
        #expect(both.file("r")?.fileName == "a.pdf")
        let alone = try request(file("name=\"r\"; filename*=UTF-8''..%2fx.php")).form()
        #expect(alone.file("r")?.fileName == "upload")
    }

    @Test func `a file input that was left alone is no file, and one that holds octets is`() throws {
        #expect(try request(file("name=\"r\"; filename=\"\"", "")).form().files.isEmpty)
        #expect(try request(file("name=\"r\"; filename=\"\"", "x")).form().file("r")?.byteCount == 1)
        #expect(try request(file("name=\"r\"; filename=\"a.pdf\"", "")).form().file("r")?.byteCount == 0)
    }

    @Test(arguments: [
        "", "--BB", "--BB--", "x--BB\r\n", "--BC\r\n", "preamble\r\n--BB\r\n", "--BB\r\n\r\n",
    ])
    func `a body that is not a form is refused unless it is an empty one`(text: String) {
        #expect(status(request(text)) == (text == "--BB--" ? nil : .badRequest))
    }

    @Test func `parts that are malformed are refused`() {
        let heads = [
            "Content-Type: text/plain", "Content-Disposition: form-data", "Content-Disposition: attachment; name=\"a\"",
            "Content-Disposition: form-data; name=\"\"", "Content-Disposition: form-data; name=\"a",
            "Content-Disposition: form-data; name=\"a\" x", "Content-Disposition form-data; name=\"a\"",
            "Content-Disposition: form-data; name=\"a\"\r\n folded: yes",
            "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"",
            "Content-Disposition: form-data; name=\"a\"; filename=\"x.pdf\u{0}.php\"",
            "Content-Disposition: form-data; name=\"a\"\nX: y",
            "Content-Disposition: form-data; name=\"a\"; filename=\"a.pdf\"\r\nContent-Transfer-Encoding: base64",
            "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: quoted-printable",
        ]
        for head in heads { #expect(status(request(part(head, "x") + "--BB--\r\n")) == .badRequest, "\(head)") }
        #expect(
            status(
                request(
                    part("Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: 8bit", "x")
                        + "--BB--"))
                == nil)
    }

    @Test func `a form that never closes is refused`() {
        let open = part("Content-Disposition: form-data; name=\"a\"", "x")
        #expect(status(request(open)) == .badRequest)
        #expect(status(request(open + "--BB")) == .badRequest)
        #expect(status(request(open + "--BB-")) == .badRequest)
        #expect(status(request(open + "--BBx")) == .badRequest)
        #expect(status(request(open + "--BB \t\r\n")) == .badRequest)
        #expect(status(request(open + "--BB--")) == nil)
    }

    @Test func `a boundary of 1 to 70 characters is accepted`() {
        for count in [0, 71, 200] {
            let boundary = String(repeating: "B", count: count)
            #expect(status(request("--\(boundary)--\r\n", boundary: boundary)) == .badRequest)
        }
        let longest = String(repeating: "B", count: 70)
        #expect(status(request("--\(longest)--\r\n", boundary: longest)) == nil)
        let none = Request(
            .post, "/", headers: [("Content-Type", "multipart/form-data")], body: Array("--BB--".utf8))
        #expect(status(none) == .badRequest)
    }

    @Test func `limits hold`() {
        let field = part("Content-Disposition: form-data; name=\"a\"", "12345")
        let three = field + field + field + "--BB--\r\n"
        #expect(status(request(three), FormLimits(parts: 3)) == nil)
        #expect(status(request(three), FormLimits(parts: 2)) == .contentTooLarge)
        #expect(status(request(three), FormLimits(fieldBytes: 5)) == nil)
        #expect(status(request(three), FormLimits(fieldBytes: 4)) == .contentTooLarge)
        #expect(status(request(three), FormLimits(totalBytes: three.utf8.count)) == nil)
        #expect(status(request(three), FormLimits(totalBytes: three.utf8.count - 1)) == .contentTooLarge)
        #expect(status(request(three), FormLimits(partHeaderBytes: 40)) == .contentTooLarge)
        let files = part("Content-Disposition: form-data; name=\"f\"; filename=\"a\"", "1")
        #expect(status(request(files + files + "--BB--"), FormLimits(files: 1)) == .contentTooLarge)
        #expect(status(request(files + files + "--BB--"), FormLimits(files: 2)) == nil)
    }

    @Test func `a field that is not text is refused`() {
        let head = Array("--BB\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n".utf8)
        for content: [UInt8] in [[0xff], [0x61, 0], [0xc0, 0x80]] {
            #expect(status(request(head + content + Array("\r\n--BB--".utf8))) == .badRequest)
        }
    }

    @Test func `a folder that cannot be written to is no crash`() {
        #expect(
            status(request(file("name=\"r\"; filename=\"a\"")), FormLimits(directory: "/nonexistent/place"))
                == .insufficientStorage)
    }
}
