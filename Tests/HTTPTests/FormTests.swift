import Foundation
import HTTP
import Testing

@Suite struct FormTests {
    private func urlEncoded(_ body: String, type: String = "application/x-www-form-urlencoded") -> Request {
        Request(.post, "/login", headers: [("Content-Type", type)], body: Array(body.utf8))
    }

    private func status(_ work: () throws -> Void) -> Status? {
        do {
            try work()
            return nil
        } catch {
            return (error as? Problem)?.status
        }
    }

    @Test func `an urlencoded form is read and kept`() throws {
        let request = urlEncoded("email=a%40b.test&tag=x&tag=y&note=%D0%B6+%F0%9F%98%80")
        let form = try request.form()
        #expect(form["email"] == "a@b.test")
        #expect(form.fields.all("tag") == ["x", "y"])
        #expect(form["note"] == "ж 😀")
        #expect(try request.form() === form)
    }

    @Test(arguments: ["email=%&password=%zz", "a=%c0%80", "a=%00", "%ff=1", "a=\u{0}"])
    func `a field that is not percent-encoded UTF-8 is a 400`(body: String) {
        #expect(status { _ = try urlEncoded(body).form() } == .badRequest)
    }

    @Test func `limits on octets and fields hold`() {
        let long = "password=" + String(repeating: "a", count: 1000)
        #expect(status { _ = try urlEncoded(long).form(FormLimits(urlEncodedBytes: 1000)) } == .contentTooLarge)
        #expect(status { _ = try urlEncoded(long).form(FormLimits(urlEncodedBytes: 1009)) } == nil)
        #expect(status { _ = try urlEncoded("a=1&b=2&c=3").form(FormLimits(parts: 2)) } == .badRequest)
        // A body that does not say how long it is stops at the limit too.
        let variables = MetaVariables([
            ("REQUEST_METHOD", "POST"), ("REQUEST_URI", "/"), ("CONTENT_TYPE", "application/x-www-form-urlencoded"),
        ])
        let request = Request(variables: variables, body: MemoryBody(Array(long.utf8), chunk: 100))
        #expect(status { _ = try request.form(FormLimits(urlEncodedBytes: 1000)) } == .contentTooLarge)
    }

    @Test(arguments: [
        (#"{"limit":1.5}"#, 422, ["limit"]), (#"{"limit":1000000000000000000000000000000}"#, 422, ["limit"]),
        (#"{"limit":1e999,"rows":[{"min_pay":1},{"min_pay":2.5}]}"#, 422, ["limit", "rows.1.min_pay"]),
        (#"{"limit":-2.5,"other":"é"}"#, 422, ["limit"]), (#"{"limit":"2"}"#, 422, ["limit"]),
        (
            #"{"a\"b,":"{\"x\":1.5}","rows":[{"min_pay":1},[2,[3.5]]],"c":true,"limit":1.5}"#, 422,
            ["rows.1.1.0", "limit"]
        ),
        (#"{"limit" 1.5}"#, 400, []), (#"{"limit":1.5"#, 400, []),
        (#"{"limit":1"#, 400, []),
        (#"{"limit":2.0}"#, 200, []), ("", 400, []),
    ])
    func `a number that does not fit is named`(body: String, status: Int, fields: [String]) throws {
        struct Row: Decodable { var minPay: Int }
        struct Body: Decodable {
            var limit: Int?
            var rows: [Row]?
        }
        let request = Request(.post, "/", headers: [("Content-Type", "application/json")], body: Array(body.utf8))
        do {
            _ = try request.json(Body.self)
            #expect(status == 200)
        } catch let problem as Problem {
            #expect(problem.status.code == status)
            #expect(problem.errors.map(\.field) == fields)
        }
    }

    @Test func `only forms in UTF-8 are read`() {
        for type in [
            "application/x-www-form-urlencoded; charset=utf-16", "text/plain", "", "application/json", "nonsense",
            "application/x-www-form-urlencoded; charset=\"latin1\"",
        ] {
            #expect(status { _ = try urlEncoded("a=1", type: type).form() } == .unsupportedMediaType, "\(type)")
        }
        for type in [
            "application/x-www-form-urlencoded; charset=UTF-8", "Application/X-WWW-Form-URLEncoded;charset=\"utf-8\"",
            "application/x-www-form-urlencoded" + String(repeating: "; a=b", count: 150),
        ] {
            #expect(status { _ = try urlEncoded("a=1", type: type).form() } == nil, "\(type)")
        }
    }

    private struct Profile: Decodable, Equatable {
        struct Item: Decodable, Equatable { let minPay: Int }
        let fullName: String
        let items: [Item]
    }

    private func json(_ text: String, type: String = "application/json") -> Request {
        Request(.post, "/api/x", headers: [("Content-Type", type)], body: Array(text.utf8))
    }

    @Test func `JSON is read with snake case keys`() throws {
        let text = #"{"full_name":"Ж \\u0000 is text","items":[{"min_pay":3}]}"#
        let profile = try json(text, type: "application/problem+json; charset=utf-8").json(Profile.self)
        #expect(profile == Profile(fullName: #"Ж \u0000 is text"#, items: [.init(minPay: 3)]))
    }

    @Test func `JSON of another type, length or shape is refused with its own status`() {
        let good = #"{"full_name":"a","items":[]}"#
        #expect(status { _ = try json(good, type: "text/plain").json(Profile.self) } == .unsupportedMediaType)
        #expect(
            status { _ = try json(good, type: "application/json; charset=utf-16").json(Profile.self) }
                == .unsupportedMediaType)
        #expect(status { _ = try json(good).json(Profile.self, limit: 10) } == .contentTooLarge)
        for text in ["", "{", "nonsense", "[1,", #"{"full_name":"a\u0000","items":[]}"#] {
            #expect(status { _ = try json(text).json(Profile.self) } == .badRequest, "\(text)")
        }
        let invalid = Request(
            .post, "/", headers: [("Content-Type", "application/json")], body: [0x22, 0xff, 0x22])
        #expect(status { _ = try invalid.json(String.self) } == .badRequest)
    }

    @Test func `JSON of another shape names the field`() {
        func fields(_ text: String) -> [String] {
            do {
                _ = try json(text).json(Profile.self)
                return []
            } catch {
                guard let problem = error as? Problem, problem.status == .unprocessableContent else { return ["?"] }
                return problem.errors.map(\.field)
            }
        }
        #expect(fields(#"{"items":[]}"#) == ["full_name"])
        #expect(fields(#"{"full_name":1,"items":[]}"#) == ["full_name"])
        #expect(fields(#"{"full_name":"a","items":[{"min_pay":1},{"min_pay":"x"}]}"#) == ["items.1.min_pay"])
        #expect(fields(#"{"full_name":null,"items":[]}"#) == ["full_name"])
    }

    @Test func `a body can be asked for twice`() throws {
        let request = json(#"{"a":1}"#)
        #expect(try request.bodyBytes(limit: 100) == request.bodyBytes(limit: 100))
    }
}
