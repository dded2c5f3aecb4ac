internal import Base
internal import Documents
internal import FoundationEssentials
internal import Outbound
internal import Parsing

/// What the readers of JSON sources share.
enum SourceFetching {
    /// Fetches a JSON object, with every way of failing told apart.
    static func document(
        _ url: String, headers: [OutboundHeader] = [], timeout: Duration? = nil, throttle: Set<Int> = [429],
        client: any HTTPClient
    ) throws(SourceError) -> JSONDocument {
        let body = try body(url, headers: headers, timeout: timeout, throttle: throttle, client: client)
        return try read { () throws(JSONDocument.Problem) in try JSONDocument(body) }
    }

    /// Fetches a JSON array and takes its elements apart.
    static func list(
        _ url: String, headers: [OutboundHeader] = [], client: any HTTPClient
    ) throws(SourceError) -> [ArraySlice<UInt8>] {
        let body = try body(url, headers: headers, client: client)
        return try read { () throws(JSONDocument.Problem) in try JSONDocument.elements(body) }
    }

    private static func read<Value>(_ body: () throws(JSONDocument.Problem) -> Value) throws(SourceError) -> Value {
        do throws(JSONDocument.Problem) {
            return try body()
        } catch {
            switch error {
            case .truncated: throw SourceError(.truncated, "the answer ends in the middle")
            case .unexpected: throw SourceError(.schema, "the answer is not JSON of the documented form")
            }
        }
    }

    /// Fetches an answer with a good status.
    /// - Parameter throttle: the statuses by which this source asks for fewer requests.
    static func body(
        _ url: String, headers: [OutboundHeader] = [], accept: String = "application/json", timeout: Duration? = nil,
        throttle: Set<Int> = [429], client: any HTTPClient
    ) throws(SourceError) -> [UInt8] {
        let accepted = [OutboundHeader("Accept", accept)]
        return try send(
            OutboundRequest(url: url, headers: accepted + headers, timeout: timeout), throttle: throttle,
            client: client
        ).body
    }

    /// Sends a request and returns an answer with a good status.
    static func send(
        _ request: OutboundRequest, throttle: Set<Int> = [429], client: any HTTPClient
    ) throws(SourceError) -> OutboundResponse {
        let response: OutboundResponse
        do throws(OutboundError) {
            response = try client.send(request)
        } catch {
            let code: SourceError.Code =
                switch error.code {
                case .retryLater: .busy
                case .suspended: .suspended
                case .refusedByGuard where error.message == RobotsBook.refusal: .blocked
                default: .unreachable
                }
            throw SourceError(code, error.message, retryAfter: error.retryAfter, outbound: error)
        }
        try check(response, throttle)
        return response
    }

    private static func check(_ response: OutboundResponse, _ throttle: Set<Int>) throws(SourceError) {
        let status = response.status
        switch status {
        case 200...299: return
        case 304: throw SourceError(.unchanged, "the answer is the same as the last time")
        case let status where throttle.contains(status):
            throw SourceError(.busy, "the source asks for fewer requests (\(status))")
        case 404, 410: throw SourceError(.notFound, "there is no such board or page (\(status))")
        case 401: throw SourceError(.blocked, "the source does not accept our key, or wants one (401)")
        case 403 where asksForCaptcha(response.body):
            throw SourceError(.blocked, "the source wants a person to solve a captcha (403)")
        case 403: throw SourceError(.blocked, "the source refuses to answer us (403)")
        case 451: throw SourceError(.blocked, "the source does not answer from this country (451)")
        case 500...599: throw SourceError(.unavailable, "the source failed (\(status))")
        default: throw SourceError(.rejected, "the source answered with status \(status)")
        }
    }

    private static func asksForCaptcha(_ body: [UInt8]) -> Bool {
        body.prefix(65_536).firstRange(of: Array("captcha".utf8)) != nil
    }

    /// The records in an array of the document. Each id is that of the record, or made from its bytes.
    static func records(
        _ name: String, of document: JSONDocument, id: String
    ) throws(SourceError) -> [RawRecord] {
        let elements: [ArraySlice<UInt8>]?
        do throws(JSONDocument.Problem) {
            elements = try document.elements(of: name)
        } catch {
            throw SourceError(.schema, "the answer's \(name) cannot be told apart")
        }
        guard let elements else { throw SourceError(.schema, "the answer has no array named \(name)") }
        return records(elements, id: id)
    }

    /// The same of elements that were taken apart already.
    static func records(_ elements: [ArraySlice<UInt8>], id: String) -> [RawRecord] {
        elements.map { element in
            let body = Array(element)
            let own = (try? JSONDocument(body))?.decode(Loose.self, id)?.string
            return RawRecord(externalID: externalID(own, body), body: body)
        }
    }

    /// The id as one line, or one made from the bytes.
    static func externalID(_ own: String?, _ body: [UInt8]) -> String {
        let line = own.map { PostingText.line($0, limit: 200) }.flatMap { $0.isEmpty ? nil : $0 }
        return line ?? "unnamed-" + UUID.v5(name: String(decoding: body, as: UTF8.self), namespace: .urlNamespace).text
    }

    /// Reads the snake case of the interfaces.
    static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }

    /// Decodes one record.
    static func decode<Record: Decodable>(_: Record.Type, _ record: RawRecord) throws(PostingError) -> Record {
        guard String(validating: record.body, as: UTF8.self) != nil else {
            throw PostingError(.malformed, "the record is not valid UTF-8")
        }
        do {
            return try decoder().decode(Record.self, from: Data(record.body))
        } catch {
            throw PostingError(.malformed, "the record is not of the form that the source documents")
        }
    }

    /// A short text in which a source may have left character references.
    static func text(_ text: String?) -> String? {
        text.map { String(decoding: HTMLEntities.decode($0.utf8), as: UTF8.self) }
    }

    /// The same without the tags with which some sources mark what was searched for.
    static func untagged(_ text: String?) -> String? {
        guard let text, text.utf8.contains(UInt8(ascii: "<")) else { return Self.text(text) }
        var out: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
            out += rest[..<open]
            rest = rest[open...]
            let next = rest.dropFirst().first ?? 32
            guard next == UInt8(ascii: "/") || (97...122).contains(next | 32),
                let end = rest.firstIndex(of: UInt8(ascii: ">"))
            else {
                out.append(rest.removeFirst())
                continue
            }
            rest = rest[(end + 1)...]
        }
        return Self.text(String(decoding: out + rest, as: UTF8.self))
    }

    /// Text as HTML.
    static func escaped(_ text: String) -> String {
        var out: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "<"): out += "&lt;".utf8
            case UInt8(ascii: ">"): out += "&gt;".utf8
            case UInt8(ascii: "&"): out += "&amp;".utf8
            default: out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// A value as it stands in a query.
    static func encoded(_ text: String) -> String {
        var out: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: out.append(byte)
            default: out += "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))".utf8
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// A query of the values that are there.
    static func query(_ parameters: [(String, String?)]) -> String {
        parameters.compactMap { name, value in value.map { "\(name)=\(encoded($0))" } }.joined(separator: "&")
    }

    /// A base address without the slashes at its end.
    static func base(_ address: String) -> String {
        String(address.reversed().drop { $0 == "/" }.reversed())
    }
}
