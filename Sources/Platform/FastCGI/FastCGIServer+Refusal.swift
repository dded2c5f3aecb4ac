internal import CFastCGI
internal import Glibc
internal import HTTP

extension FastCGIServer {
    /// Answers 503 to a request that gets no thread.
    ///
    /// What has come is read without waiting. Where that is the whole request the connection stays open: a gateway may
    /// give it the next request before it sees that it was closed, and would answer that one 502.
    func refuse(_ connection: Connection) {
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            var filled = connection.partial.count
            buffer.copyBytes(from: connection.partial)
            let count = recv(
                connection.descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled,
                Int32(MSG_DONTWAIT))
            if count == 0 || count < 0 && errno != EAGAIN && errno != EINTR { return connections.close(connection) }
            filled += max(0, count)
            let octets = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
            switch HeadReading(
                octets, limit: configuration.maximumHeadBytes, maximumConnections: configuration.maximumConnections)
            {
            case .incomplete:
                // Not a request yet, so nothing to refuse.
                connection.partial = Array(octets)
                park(connection)
            case .complete(let head):
                noteRefused()
                let answer = Record.answer(head.requestID, configuration.busy)
                guard head.keepsConnection, let end = Self.end(ofBodyIn: octets, after: head) else {
                    return self.end(connection, with: answer)
                }
                guard send(answer, to: connection) else { return connections.close(connection) }
                connection.headDeadline = 0
                connection.partial = Array(octets[end...])
                if connection.partial.isEmpty { park(connection) } else { enqueue(connection) }
            case .unknownRole(let requestID):
                end(connection, with: Record.end(requestID, .unknownRole))
            case .tooLarge(let requestID):
                end(connection, with: Record.answer(requestID, .text("", status: .headerFieldsTooLarge)))
            case .management, .malformed:
                closeMalformed(connection)
            }
        }
    }

    /// Where a request ends whose whole body has come; nil where it has not.
    private static func end(ofBodyIn octets: UnsafeRawBufferPointer, after head: RequestHead) -> Int? {
        var position = head.byteCount
        while position + Record.headerLength <= octets.count {
            guard let header = Record.Header(octets, at: position), header.type == Record.standardInput,
                header.requestID == head.requestID
            else { return nil }
            position += header.recordLength
            if header.contentLength == 0 { return position <= octets.count ? position : nil }
        }
        return nil
    }
}
