internal import Glibc

/// Reads `multipart/form-data` (RFC 7578) from front to back with one buffer: fields into memory, files to the disk.
///
/// Strict where browsers are: the body starts with the boundary, every part names its field, and the last boundary
/// closes the form; what comes after it is dropped.
struct MultipartReader: ~Copyable {
    private let body: any BodyStream
    private let limits: FormLimits
    /// CRLF, two hyphens and the boundary: what ends a part.
    private let delimiter: [UInt8]
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    /// The octets of the buffer that have come and are not used yet.
    private var filled = 0..<0
    private var total = 0
    private var isAtEnd = false

    init(body: any BodyStream, boundary: String, limits: FormLimits) throws(Problem) {
        // `bchars` of RFC 2046, section 5.1.1, is narrower; what matters is that no line can end inside.
        guard (1...70).contains(boundary.utf8.count), boundary.utf8.last != Octet.space,
            boundary.utf8.allSatisfy({ $0 >= Octet.space && $0 < Octet.delete })
        else { throw .badRequest("The form's boundary is not valid.") }
        self.body = body
        self.limits = limits
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    deinit { buffer.deallocate() }

    mutating func read(into form: Form) throws(Problem) {
        // The first boundary has no line end before it.
        guard try fill(atLeast: delimiter.count - 2), starts(with: delimiter.dropFirst(2)) else { throw Self.malformed }
        consume(delimiter.count - 2)
        var parts = 0
        while try !isClosed() {
            parts += 1
            guard parts <= limits.parts else { throw .tooLarge("The form has more than \(limits.parts) parts.") }
            let head = try PartHead(try readHead())
            if let fileName = head.fileName {
                try readFile(head, named: fileName, into: form)
            } else {
                try readField(head, into: form)
            }
        }
        try dropRest()
    }

    /// After a delimiter: two hyphens close the form, a line end starts a part.
    private mutating func isClosed() throws(Problem) -> Bool {
        guard try fill(atLeast: 2) else { throw Self.malformed }
        if starts(with: [Octet.hyphen, Octet.hyphen]) {
            consume(2)
            return true
        }
        // Padding that a transport may have added.
        while try fill(atLeast: 1), buffer[filled.lowerBound] == Octet.space || buffer[filled.lowerBound] == Octet.tab {
            consume(1)
        }
        guard try fill(atLeast: 2), starts(with: [Octet.carriageReturn, Octet.lineFeed]) else { throw Self.malformed }
        consume(2)
        return false
    }

    /// The lines of a part's head, each with its end, up to the empty line.
    private mutating func readHead() throws(Problem) -> [UInt8] {
        var head: [UInt8] = []
        while true {
            guard try fill(atLeast: 1) else { throw Self.malformed }
            let octet = buffer[filled.lowerBound]
            consume(1)
            head.append(octet)
            guard head.count <= limits.partHeaderBytes else {
                throw .tooLarge("The head of a part has more than \(limits.partHeaderBytes) bytes.")
            }
            if octet == Octet.lineFeed, head.count >= 2, head[head.count - 2] == Octet.carriageReturn,
                head.count == 2 || head[head.count - 3] == Octet.lineFeed
            {
                return Array(head.dropLast(2))
            }
        }
    }

    private mutating func readField(_ head: PartHead, into form: Form) throws(Problem) {
        var value: [UInt8] = []
        let limit = limits.fieldBytes
        try readContent { (octets: UnsafeRawBufferPointer) throws(Problem) in
            guard value.count + octets.count <= limit else {
                throw .tooLarge("A field has more than \(limit) bytes.")
            }
            value.append(contentsOf: octets)
        }
        guard !value.contains(0), let text = String(validating: value, as: UTF8.self) else {
            throw .badRequest("A field is not valid UTF-8.")
        }
        form.fields.append(head.name, text)
    }

    private mutating func readFile(_ head: PartHead, named fileName: String, into form: Form) throws(Problem) {
        guard form.files.count < limits.files else { throw .tooLarge("The form has more than \(limits.files) files.") }
        var descriptor: Int32 = -1
        var path = ""
        defer { if descriptor >= 0 { close(descriptor) } }
        var count = 0
        let limit = limits.fileBytes
        // An input that was left alone comes as a file with no name and no octets: there is no file then.
        if !fileName.isEmpty { (descriptor, path) = try form.newFile() }
        try readContent { (octets: UnsafeRawBufferPointer) throws(Problem) in
            count += octets.count
            guard count <= limit else { throw .tooLarge("A file has more than \(limit) bytes.") }
            if descriptor < 0 { (descriptor, path) = try form.newFile() }
            try Self.write(octets, to: descriptor)
        }
        guard descriptor >= 0 else { return }
        form.files.append(
            UploadedFile(
                field: head.name, fileName: fileName.isEmpty ? "upload" : fileName, contentType: head.contentType,
                path: path, byteCount: count))
    }

    /// Hands over the octets up to the next delimiter, and passes it.
    private mutating func readContent(_ use: (UnsafeRawBufferPointer) throws(Problem) -> Void) throws(Problem) {
        while true {
            if let found = findDelimiter() {
                if found > filled.lowerBound {
                    try use(UnsafeRawBufferPointer(rebasing: buffer[filled.lowerBound..<found]))
                }
                consume(found - filled.lowerBound + delimiter.count)
                return
            }
            // All but what may be the first octets of a delimiter.
            let certain = filled.count - (delimiter.count - 1)
            if certain > 0 {
                try use(UnsafeRawBufferPointer(rebasing: buffer[filled.lowerBound..<filled.lowerBound + certain]))
                consume(certain)
            }
            guard try fill(atLeast: filled.count + 1) else { throw Self.malformed }
        }
    }

    /// Where the delimiter starts in what has come, if it is all there.
    private func findDelimiter() -> Int? {
        guard let base = buffer.baseAddress else { return nil }
        return delimiter.withUnsafeBytes { wanted -> Int? in
            guard let pattern = wanted.baseAddress else { return nil }
            var position = filled.lowerBound
            while filled.upperBound - position >= wanted.count {
                // A delimiter starts with CR, so the search goes from one to the next.
                let candidates = filled.upperBound - position - wanted.count + 1
                guard let found = memchr(base + position, Int32(Octet.carriageReturn), candidates) else { return nil }
                position = UnsafeRawPointer(found) - UnsafeRawPointer(base)
                if memcmp(found, pattern, wanted.count) == 0 { return position }
                position += 1
            }
            return nil
        }
    }

    private func starts(with octets: some Collection<UInt8>) -> Bool {
        filled.count >= octets.count && buffer[filled].starts(with: octets)
    }

    private mutating func consume(_ count: Int) {
        filled = filled.lowerBound + count..<filled.upperBound
    }

    /// Makes `count` octets available, moving and reading as needed; false where the body ends before.
    private mutating func fill(atLeast count: Int) throws(Problem) -> Bool {
        while filled.count < count {
            if isAtEnd { return false }
            if filled.lowerBound > 0 {
                if let base = buffer.baseAddress { memmove(base, base + filled.lowerBound, filled.count) }
                filled = 0..<filled.count
            }
            let read = try body.read(into: .init(rebasing: buffer[filled.upperBound...]))
            if read == 0 { isAtEnd = true }
            total += read
            guard total <= limits.totalBytes else {
                throw .tooLarge("The form has more than \(limits.totalBytes) bytes.")
            }
            filled = filled.lowerBound..<filled.upperBound + read
        }
        return true
    }

    private mutating func dropRest() throws(Problem) {
        repeat { consume(filled.count) } while try fill(atLeast: 1)
    }

    private static func write(_ octets: UnsafeRawBufferPointer, to descriptor: Int32) throws(Problem) {
        var rest = octets[...]
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0 {
                if errno == EINTR { continue }
                throw Form.noSpace
            }
            rest = rest.dropFirst(written)
        }
    }

    private static let malformed = Problem.badRequest("The form is malformed.")
}
