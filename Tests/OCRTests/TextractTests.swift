import Base
import Cryptography
import Foundation
import OCR
import Outbound
import Synchronization
import TestSupport
import Testing

/// A document's words by Textract, played by a small server.
@Suite struct TextractTests {
    /// Answers each question of an action with the next of its answers, the last one for ever.
    private final class Player: Sendable {
        private let left: Mutex<[StubServer.Answer]>

        init(_ answers: [StubServer.Answer]) { left = Mutex(answers) }

        func answer(_ request: StubServer.Request) -> StubServer.Answer {
            if request.headers["x-amz-target"] == "Textract.StartDocumentTextDetection" {
                return .json(#"{"JobId": "job-1"}"#)
            }
            return left.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? .status(500) }
        }
    }

    private func ask(
        _ answers: [StubServer.Answer], seconds: Int = 30, goesOn: () -> Bool = { true }
    ) throws -> (pages: [Int: String]?, reason: String, requests: [StubServer.Request]) {
        let player = Player(answers)
        let server = try StubServer { player.answer($0) }
        defer { server.stop() }
        let key = SigningKey(id: "AKIDEXAMPLE", secret: "top-secret", region: "eu-west-1")
        let signer = RequestSigner(key, service: Textract.service, endpoint: server.url("/"))
        let client = CurlClient(egress: EgressGuard(trusted: [signer.address]))
        let textract = Textract(
            bucket: "resumes", seconds: seconds, signer: signer, client: RetryingClient(client, sleep: { _ in }),
            pause: { _ in RetryingClient.block(.milliseconds(1)) })
        do throws(RecognitionError) {
            let pages = try textract.words(of: "ab/cd", goesOn: goesOn)
            return (pages.mapValues { String(decoding: $0, as: UTF8.self) }, "", server.requests)
        } catch {
            return (nil, error.reason, server.requests)
        }
    }

    private static func block(
        _ kind: String, _ text: String, page: Int, left: Double, id: String, more: String = ""
    ) -> String {
        """
        {"BlockType": "\(kind)", "Id": "\(id)", "Text": "\(text)", "Confidence": 99.4, "Page": \(page), \(more)
         "Geometry": {"BoundingBox": {"Left": \(left), "Top": 0.5, "Width": 0.1, "Height": 0.01}}}
        """
    }

    private static func result(_ blocks: [String], next: String? = nil) -> StubServer.Answer {
        let token = next.map { #", "NextToken": "\#($0)""# } ?? ""
        return .json(#"{"JobStatus": "SUCCEEDED", "Blocks": [\#(blocks.joined(separator: ","))]\#(token)}"#)
    }

    @Test func `a job is begun, waited for and read to its last part`() throws {
        let line = Self.block(
            "LINE", "Ann Smith", page: 1, left: 0.1, id: "l",
            more: #""Relationships": [{"Type": "CHILD", "Ids": ["a", "b"]}],"#)
        let (pages, reason, requests) = try ask([
            .json(#"{"JobStatus": "IN_PROGRESS"}"#),
            Self.result([line, Self.block("WORD", "Ann", page: 1, left: 0.1, id: "a")], next: "more"),
            Self.result([
                Self.block("WORD", "Smith", page: 1, left: 0.25, id: "b"),
                Self.block("LINE", "Two words", page: 2, left: 0, id: "c"),
            ]),
        ])
        let found = try #require(pages, "\(reason)")
        #expect(
            found[0]
                == "5\t1\t0\t0\t0\t0\t248\t1754\t248\t35\t99\tAnn\n5\t1\t0\t0\t0\t0\t620\t1754\t248\t35\t99\tSmith\n")
        // A page without words has its lines' words.
        #expect(found[1]?.split(separator: "\n").map { $0.split(separator: "\t").last } == ["Two", "words"])
        #expect(requests.count == 4)
        #expect(
            requests.map { $0.headers["x-amz-target"] ?? "" }.filter { $0 == "Textract.GetDocumentTextDetection" }.count
                == 3)
        let start = String(decoding: requests[0].body, as: UTF8.self)
        #expect(start == #"{"DocumentLocation":{"S3Object":{"Bucket":"resumes","Name":"ab/cd"}}}"#)
        #expect(String(decoding: requests[3].body, as: UTF8.self).contains(#""NextToken":"more""#))
        for request in requests {
            let signature = request.headers["authorization"] ?? ""
            #expect(
                signature.contains(
                    "/eu-west-1/textract/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target"))
        }
    }

    @Test func `being asked for fewer questions is waited out`() throws {
        let throttled = StubServer.Answer.status(400, body: Array(#"{"__type": "ThrottlingException"}"#.utf8))
        let (pages, _, requests) = try ask([throttled, throttled, Self.result([])])
        #expect(pages == [:] && requests.count == 4)
    }

    private static let failures: [(String, [StubServer.Answer])] = [
        ("a job that failed", [.json(#"{"JobStatus": "FAILED", "StatusMessage": "no"}"#)]),
        ("a state nobody knows", [.json(#"{"JobStatus": "DREAMING"}"#)]),
        ("nothing", [.json("")]),
        ("another interface", [.json(#"{"status": "ok"}"#)]),
        ("half an answer", [.truncated(Array(#"{"JobStatus": "SUCCEEDED", "Blocks": []}"#.utf8), after: 10)]),
        ("a refusal", [.status(400, body: Array(#"{"__type": "AccessDeniedException"}"#.utf8))]),
        ("too many questions", [.status(429)]),
        ("trouble", [.status(500)]),
        ("a result without an end", [result([], next: "again")]),
    ]

    @Test func `any other answer ends in a reason that tells no secret`() throws {
        for (name, answers) in Self.failures {
            let (pages, reason, requests) = try ask(answers)
            #expect(pages == nil, "\(name)")
            #expect(!reason.isEmpty && !reason.contains("top-secret"), "\(name)")
            #expect(requests.count < 10, "\(name)")
        }
    }

    @Test func `a job is not waited for longer than it may take, nor when it was called off`() throws {
        let running = StubServer.Answer.json(#"{"JobStatus": "IN_PROGRESS"}"#)
        #expect(try ask([running], seconds: 1).reason == "not done within 1 s")
        var looks = 0
        let stopped = try ask([running]) {
            looks += 1
            return looks < 3
        }
        #expect(stopped.reason == "stopped" && stopped.requests.count == 3)
    }
}
