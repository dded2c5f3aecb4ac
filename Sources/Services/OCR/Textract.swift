public import Base
public import Cryptography
internal import FoundationEssentials
public import Outbound

/// Recognises the text of a document in a bucket with Amazon's Textract: one job a document, its result in parts.
public struct Textract: Sendable {
    /// Its name in signatures.
    public static let service = "textract"

    private let bucket: String
    private let seconds: Int
    private let client: any HTTPClient
    private let signer: RequestSigner
    private let time: TimeSource
    private let pause: @Sendable (Duration) -> Void

    /// Parts of one result that are read; each has at most a thousand blocks.
    private static let parts = 200
    private static let partBytes = 16 << 20
    /// Waits between two looks at a job.
    private static let waits: [Duration] = [.milliseconds(500), .seconds(1), .seconds(2), .seconds(5)]

    /// - Parameters:
    ///   - bucket: where the documents are.
    ///   - seconds: that a whole job may take.
    ///   - signer: of ``service``, where it answers.
    ///   - pause: waits; tests pass one that only takes note.
    public init(
        bucket: String, seconds: Int, signer: RequestSigner, client: any HTTPClient, time: TimeSource = .system,
        pause: @escaping @Sendable (Duration) -> Void = RetryingClient.block
    ) {
        self.bucket = bucket
        self.seconds = seconds
        self.signer = signer
        self.client = client
        self.time = time
        self.pause = pause
    }

    /// The words of each page, from 0, as ``Tesseract`` gives them.
    /// - Parameters:
    ///   - key: the document's name in the bucket.
    ///   - goesOn: asked while the job runs; where it says no, the job is left to itself.
    public func words(of key: String, goesOn: () -> Bool = { true }) throws(RecognitionError) -> [Int: [UInt8]] {
        let deadline = ContinuousClock.now + .seconds(seconds)
        var body = Array(#"{"DocumentLocation":{"S3Object":{"Bucket":"#.utf8)
        body.appendJSON(bucket)
        body += Array(#","Name":"#.utf8)
        body.appendJSON(key)
        body += Array("}}}".utf8)
        guard let job = try ask("StartDocumentTextDetection", body, as: Started.self)?.jobID, !job.isEmpty else {
            throw RecognitionError(reason: "no job was begun")
        }
        var (token, look, part) = (String?.none, 0, 0)
        var blocks: [TextractBlock] = []
        while true {
            guard goesOn() else { throw RecognitionError(reason: "stopped") }
            guard ContinuousClock.now < deadline else {
                throw RecognitionError(reason: "not done within \(seconds) s")
            }
            let answer = try ask("GetDocumentTextDetection", Self.question(job, token), as: Result.self)
            switch answer?.status {
            case "SUCCEEDED", "PARTIAL_SUCCESS":
                blocks += answer?.blocks ?? []
                part += 1
                guard let next = answer?.next, !next.isEmpty else { return TextractTable.pages(of: blocks) }
                guard part < Self.parts, next != token else {
                    throw RecognitionError(reason: "a result without an end")
                }
                token = next
            case "IN_PROGRESS", nil:
                pause(Self.waits[min(look, Self.waits.count - 1)])
                look += 1
            case "FAILED": throw RecognitionError(reason: "the job failed")
            default: throw RecognitionError(reason: "a job in an unknown state")
            }
        }
    }

    private static func question(_ job: String, _ token: String?) -> [UInt8] {
        var body = Array(#"{"MaxResults":1000,"JobId":"#.utf8)
        body.appendJSON(job)
        if let token {
            body += Array(#","NextToken":"#.utf8)
            body.appendJSON(token)
        }
        return body + Array("}".utf8)
    }

    /// Nil where it asks for fewer questions.
    private func ask<Answer: Decodable>(
        _ action: String, _ body: [UInt8], as type: Answer.Type
    ) throws(RecognitionError) -> Answer? {
        let own = [
            (name: "content-type", value: "application/x-amz-json-1.1"),
            (name: "x-amz-target", value: "Textract.\(action)"),
        ]
        let signature = signer.headers(
            method: "POST", path: "/", headers: own, payload: Digest.sha256(body), at: time.now)
        let response: OutboundResponse
        do throws(OutboundError) {
            response = try client.send(
                OutboundRequest(
                    method: "POST", url: signer.address + "/",
                    headers: (own + signature).map { OutboundHeader($0.name, $0.value) }, body: body,
                    maximumBodyBytes: Self.partBytes, isRepeatable: action.hasPrefix("Get")))
        } catch {
            throw RecognitionError(reason: error.message)
        }
        guard response.status == 200 else {
            if response.status == 400, Self.asksForLess(response.body) { return nil }
            throw RecognitionError(reason: "answered with status \(response.status)")
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else {
            throw RecognitionError(reason: "not an answer of this interface")
        }
        return answer
    }

    private static func asksForLess(_ body: [UInt8]) -> Bool {
        guard let refusal = try? JSONDecoder().decode(Refusal.self, from: Data(body)) else { return false }
        return ["ThrottlingException", "ProvisionedThroughputExceededException"].contains { refusal.kind.hasSuffix($0) }
    }

    private struct Started: Decodable {
        var jobID: String?

        private enum CodingKeys: String, CodingKey { case jobID = "JobId" }
    }

    private struct Result: Decodable {
        var status: String
        var blocks: [TextractBlock]?
        var next: String?

        private enum CodingKeys: String, CodingKey {
            case status = "JobStatus"
            case blocks = "Blocks"
            case next = "NextToken"
        }
    }

    private struct Refusal: Decodable {
        var kind: String

        private enum CodingKeys: String, CodingKey { case kind = "__type" }
    }
}
