internal import HTTP

/// FastCGI records (FastCGI specification, sections 3.3 and 8).
enum Record {
    static let headerLength = 8
    static let beginRequest: UInt8 = 1
    static let abortRequest: UInt8 = 2
    static let endRequest: UInt8 = 3
    static let parameters: UInt8 = 4
    static let standardInput: UInt8 = 5
    static let standardOutput: UInt8 = 6
    static let getValues: UInt8 = 9
    static let getValuesResult: UInt8 = 10

    /// How a request ended, as FCGI_END_REQUEST says it.
    enum ProtocolStatus: UInt8 {
        case complete = 0
        case unknownRole = 3
    }

    /// The eight octets before a record's content.
    struct Header {
        let type: UInt8
        let requestID: UInt16
        let contentLength: Int
        let paddingLength: Int

        /// nil where the version is not 1. The octets must be there.
        init?(_ octets: UnsafeRawBufferPointer, at offset: Int) {
            guard octets[offset] == 1 else { return nil }
            type = octets[offset + 1]
            requestID = UInt16(octets[offset + 2]) << 8 | UInt16(octets[offset + 3])
            contentLength = Int(octets[offset + 4]) << 8 | Int(octets[offset + 5])
            paddingLength = Int(octets[offset + 6])
        }

        var recordLength: Int { headerLength + contentLength + paddingLength }
    }

    /// A record without padding; the content has at most 65535 octets.
    static func make(_ type: UInt8, _ requestID: UInt16, _ content: some Collection<UInt8>) -> [UInt8] {
        let length = UInt16(truncatingIfNeeded: content.count)
        return [
            1, type, UInt8(requestID >> 8), UInt8(requestID & 0xff), UInt8(length >> 8), UInt8(length & 0xff), 0, 0,
        ] + content
    }

    static func end(_ requestID: UInt16, _ status: ProtocolStatus) -> [UInt8] {
        make(endRequest, requestID, [0, 0, 0, 0, status.rawValue, 0, 0, 0])
    }

    /// A whole answer in records made here, for requests that no thread reads.
    static func answer(_ requestID: UInt16, _ response: Response) -> [UInt8] {
        var content = ResponseHead.encode(response, contentLength: nil)
        if case .bytes(let octets) = response.body { content += octets }
        return make(standardOutput, requestID, content.prefix(0xffff)) + make(standardOutput, requestID, [])
            + end(requestID, .complete)
    }
}

/// The head of a request: the records up to the end of its parameters.
struct RequestHead {
    let requestID: UInt16
    let keepsConnection: Bool
    let parameters: [UInt8]
    /// Of the records.
    let byteCount: Int
}

/// What the first octets of a connection, or those after a request, turn out to be.
enum HeadReading {
    case incomplete
    case complete(RequestHead)
    /// A question about the server, and its answer.
    case management(answer: [UInt8], byteCount: Int)
    case unknownRole(UInt16)
    case tooLarge(UInt16)
    case malformed

    /// Reads what is there. Nothing of it has been checked, so libfcgi does not see it: version 2.4.2 allocates
    /// whatever a length says, dies where that fails, and answers FCGI_GET_VALUES into 64 octets of its stack.
    init(_ octets: UnsafeRawBufferPointer, limit: Int, maximumConnections: Int) {
        guard octets.count >= Record.headerLength else {
            self = octets.first.map { $0 == 1 } ?? true ? .incomplete : .malformed
            return
        }
        guard let first = Record.Header(octets, at: 0) else {
            self = .malformed
            return
        }
        if first.type == Record.getValues, first.requestID == 0 {
            self = Self.management(octets, first, maximumConnections)
            return
        }
        guard first.type == Record.beginRequest, first.requestID != 0, first.contentLength == 8 else {
            self = .malformed
            return
        }
        guard octets.count >= first.recordLength else {
            self = .incomplete
            return
        }
        guard octets[8] == 0, octets[9] == 1 else {
            self = .unknownRole(first.requestID)
            return
        }
        let keepsConnection = octets[10] & 1 == 1
        var parameters: [UInt8] = []
        var position = first.recordLength
        while octets.count - position >= Record.headerLength {
            guard let header = Record.Header(octets, at: position), header.type == Record.parameters,
                header.requestID == first.requestID
            else {
                self = .malformed
                return
            }
            guard position + header.recordLength <= limit else {
                self = .tooLarge(first.requestID)
                return
            }
            guard octets.count - position >= header.recordLength else { break }
            let content = position + Record.headerLength
            position += header.recordLength
            if header.contentLength == 0 {
                self = .complete(
                    RequestHead(
                        requestID: first.requestID, keepsConnection: keepsConnection, parameters: parameters,
                        byteCount: position))
                return
            }
            parameters.append(contentsOf: octets[content..<content + header.contentLength])
        }
        self = octets.count >= limit ? .tooLarge(first.requestID) : .incomplete
    }

    /// FCGI_GET_VALUES (section 4.1).
    private static func management(
        _ octets: UnsafeRawBufferPointer, _ header: Record.Header, _ maximumConnections: Int
    ) -> HeadReading {
        guard header.contentLength <= 1024 else { return .malformed }
        guard octets.count >= header.recordLength else { return .incomplete }
        let content = Array(octets[Record.headerLength..<Record.headerLength + header.contentLength])
        guard let asked = MetaVariables(fastCGIPairs: content, maximumCount: 16) else { return .malformed }
        var pairs: [UInt8] = []
        func answer(_ name: StaticString, _ value: String) {
            guard asked.octets(of: name) != nil else { return }
            pairs.append(UInt8(name.utf8CodeUnitCount))
            pairs.append(UInt8(value.utf8.count))
            pairs.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
            pairs.append(contentsOf: value.utf8)
        }
        answer("FCGI_MAX_CONNS", "\(maximumConnections)")
        answer("FCGI_MAX_REQS", "\(maximumConnections)")
        answer("FCGI_MPXS_CONNS", "0")
        return .management(
            answer: Record.make(Record.getValuesResult, 0, pairs), byteCount: header.recordLength)
    }
}
