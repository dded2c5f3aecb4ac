internal import Base
internal import Documents
internal import FoundationEssentials
internal import Outbound
internal import Parsing

/// What the readers of JSON sources share.
enum SourceFetching {
    /// Fetches a JSON object, with every way of failing told apart.
    static func document(
        _ url: String, headers: [OutboundHeader] = [], client: any HTTPClient
    ) throws(SourceError) -> JSONDocument {
        let response: OutboundResponse
        do throws(OutboundError) {
            response = try client.send(
                OutboundRequest(url: url, headers: [OutboundHeader("Accept", "application/json")] + headers))
        } catch {
            let code: SourceError.Code =
                switch error.code {
                case .retryLater: .busy
                case .suspended: .suspended
                default: .unreachable
                }
            throw SourceError(code, error.message, retryAfter: error.retryAfter, outbound: error)
        }
        try check(response)
        do throws(JSONDocument.Problem) {
            return try JSONDocument(response.body)
        } catch {
            switch error {
            case .truncated: throw SourceError(.truncated, "the answer ends in the middle")
            case .unexpected: throw SourceError(.schema, "the answer is not a JSON object")
            }
        }
    }

    private static func check(_ response: OutboundResponse) throws(SourceError) {
        switch response.status {
        case 200...299: return
        case 404, 410: throw SourceError(.notFound, "there is no such board or page (\(response.status))")
        case 401, 403, 451: throw SourceError(.blocked, "the source refuses to answer us (\(response.status))")
        case 429: throw SourceError(.busy, "the source asks for fewer requests (429)")
        case 500...599: throw SourceError(.unavailable, "the source failed (\(response.status))")
        default: throw SourceError(.rejected, "the source answered with status \(response.status)")
        }
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
        return elements.map { element in
            let body = Array(element)
            let own = (try? JSONDecoder().decode([String: Loose].self, from: Data(body)))?[id]?.string
            let line = own.map { PostingText.line($0, limit: 200) }.flatMap { $0.isEmpty ? nil : $0 }
            let made = UUID.v5(name: String(decoding: body, as: UTF8.self), namespace: .urlNamespace).text
            return RawRecord(externalID: line ?? "unnamed-\(made)", body: body)
        }
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

    /// A base address without the slashes at its end.
    static func base(_ address: String) -> String {
        String(address.reversed().drop { $0 == "/" }.reversed())
    }
}
