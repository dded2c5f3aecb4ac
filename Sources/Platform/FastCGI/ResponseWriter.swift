internal import CFastCGI
internal import Glibc
internal import HTTP

/// The head of a response as FastCGI has it: CGI fields (RFC 3875, section 6.3).
enum ResponseHead {
    static func encode(_ response: Response, contentLength: Int?) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(768)
        octets.append(contentsOf: "Status: ".utf8)
        octets.append(contentsOf: response.status.description.utf8)
        octets.append(contentsOf: "\r\n".utf8)
        for field in response.headers {
            // The status is not a field, and the length is this server's to say.
            let count = field.name.utf8.count
            if count == 6 && field.name.lowercased() == "status" { continue }
            if count == 14 && field.name.lowercased() == "content-length" { continue }
            octets.append(contentsOf: field.name.utf8)
            octets.append(contentsOf: ": ".utf8)
            octets.append(contentsOf: field.value.utf8)
            octets.append(contentsOf: "\r\n".utf8)
        }
        if let contentLength, !response.status.forbidsBody {
            octets.append(contentsOf: "Content-Length: \(contentLength)\r\n".utf8)
        }
        octets.append(contentsOf: "\r\n".utf8)
        return octets
    }
}

/// One thread's libfcgi request, which frames the responses.
///
/// libfcgi accepts a request from a file in memory that holds the two records which open one; the request's own octets were
/// read and checked before (see ``HeadReading``), and it then writes to the connection. So it never waits for the gateway,
/// never sees a length that was not checked, and closes no descriptor.
final class ResponseWriter {
    /// What became of a response.
    enum Outcome {
        case written
        /// The gateway went away or took too long.
        case lost
        /// A file could not be read to its end; the response is not whole.
        case unreadable
    }

    private let request: UnsafeMutablePointer<FCGX_Request>
    /// The records that open request 1.
    private var opening: Int32

    init() throws(FastCGIError) {
        LibFCGI.prepare()
        opening = Self.makeOpening()
        guard opening >= 0 else { throw FastCGIError(.resources(errno), "cannot make a file in memory") }
        request = .allocate(capacity: 1)
        request.initialize(to: FCGX_Request())
        FCGX_InitRequest(request, -1, 0)
    }

    deinit {
        request.pointee.ipcFd = -1
        FCGX_Free(request, 0)
        request.deallocate()
        Glibc.close(opening)
    }

    private static func makeOpening() -> Int32 {
        let file = fcgi_shim_memory_file("fastcgi-opening")
        let records =
            Record.make(Record.beginRequest, 1, [0, 1, 1, 0, 0, 0, 0, 0]) + Record.make(Record.parameters, 1, [])
        guard file >= 0, Glibc.write(file, records, records.count) == records.count else { return -1 }
        return file
    }

    /// Writes a whole response and ends the request.
    func write(_ response: Response, to descriptor: Int32, requestID: UInt16, withoutBody: Bool) -> Outcome {
        var file: FileBody?
        var response = response
        if case .file(let path, let offset, let length) = response.body {
            file = FileBody(path: path, offset: offset, length: length)
            if file == nil { response = .text("The file is not there.\n", status: .notFound) }
        }
        guard begin(requestID, descriptor) else { return .lost }
        let isBodiless = withoutBody || response.status.forbidsBody
        var outcome = Outcome.written
        if let file {
            put(ResponseHead.encode(response, contentLength: file.length))
            if !isBodiless, !file.read({ put($0) }) { outcome = .unreadable }
        } else {
            var octets: [UInt8] = []
            if case .bytes(let content) = response.body { octets = content }
            put(ResponseHead.encode(response, contentLength: octets.count))
            if !isBodiless { put(octets) }
        }
        return end() ? outcome : .lost
    }

    private func begin(_ requestID: UInt16, _ descriptor: Int32) -> Bool {
        lseek(opening, 0, SEEK_SET)
        request.pointee.ipcFd = opening
        request.pointee.keepConnection = 1
        guard FCGX_Accept_r(request) == 0 else {
            // It has closed the file.
            opening = Self.makeOpening()
            return false
        }
        request.pointee.requestId = Int32(requestID)
        request.pointee.ipcFd = descriptor
        return true
    }

    /// Hands octets to libfcgi; false once the gateway takes no more.
    @discardableResult
    private func put(_ octets: UnsafeRawBufferPointer) -> Bool {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = min(rest.count, 1 << 30)
            let chunk = UnsafeRawBufferPointer(rebasing: rest.prefix(count))
            let base = chunk.baseAddress?.assumingMemoryBound(to: CChar.self)
            if FCGX_PutStr(base, Int32(count), request.pointee.out) < 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func put(_ octets: [UInt8]) {
        octets.withUnsafeBytes { _ = put($0) }
    }

    private func end() -> Bool {
        let wroteErrors = FCGX_FClose(request.pointee.err)
        let wroteOutput = FCGX_FClose(request.pointee.out)
        // Without a descriptor FCGX_Finish_r only frees: the connection is closed by its owner.
        request.pointee.ipcFd = -1
        FCGX_Finish_r(request)
        return wroteErrors == 0 && wroteOutput == 0
    }
}

/// A file that is a response's body.
struct FileBody: ~Copyable {
    private let descriptor: Int32
    private let offset: Int
    let length: Int

    /// nil where there is no such regular file, or where it ends before the offset.
    init?(path: String, offset: Int, length: Int?) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, offset >= 0,
            offset <= Int(status.st_size)
        else {
            Glibc.close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        self.offset = offset
        self.length = max(0, min(length ?? .max, Int(status.st_size) - offset))
    }

    deinit { Glibc.close(descriptor) }

    /// Hands over the octets in pieces until they are all used or `use` answers false.
    /// - Returns: false where the file ended early or could not be read.
    func read(_ use: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { chunk.deallocate() }
        var done = 0
        while done < length {
            let count = pread(descriptor, chunk.baseAddress, min(chunk.count, length - done), off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
            if !use(UnsafeRawBufferPointer(rebasing: chunk[..<count])) { return true }
        }
        return true
    }
}

/// libfcgi's own state, which the process has once.
enum LibFCGI {
    /// Initialises libfcgi without the signal handlers that it installs for SIGPIPE, SIGUSR1 and SIGTERM (its TERM
    /// handler would take the signal from ``ShutdownSignal``), and ignores SIGPIPE where nobody has asked for it.
    static func prepare() { _ = prepared }

    private static let prepared: Int32 = {
        let signals = [SIGPIPE, SIGUSR1, SIGTERM]
        var actions = signals.map { number in
            var action = sigaction()
            sigaction(number, nil, &action)
            return action
        }
        let result = FCGX_Init()
        for (index, number) in signals.enumerated() { sigaction(number, &actions[index], nil) }
        if actions[0].__sigaction_handler.sa_handler == nil { signal(SIGPIPE, SIG_IGN) }
        return result
    }()
}
