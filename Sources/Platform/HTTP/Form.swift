internal import Base
internal import Glibc

/// How much a form may hold. What is over a limit is refused with 413, before it is stored.
public struct FormLimits: Sendable {
    /// The whole of an urlencoded body, in octets.
    public var urlEncodedBytes: Int
    /// The whole of a multipart body, in octets.
    public var totalBytes: Int
    /// One file, in octets.
    public var fileBytes: Int
    /// One field's value, in octets.
    public var fieldBytes: Int
    /// The head of one part, in octets.
    public var partHeaderBytes: Int
    /// Fields and files together.
    public var parts: Int
    /// Files.
    public var files: Int
    /// Where uploads are kept while the form lives; nil for `TMPDIR` or `/tmp`.
    public var directory: String?

    public init(
        urlEncodedBytes: Int = 256 << 10, totalBytes: Int = 64 << 20, fileBytes: Int = 16 << 20,
        fieldBytes: Int = 64 << 10, partHeaderBytes: Int = 4 << 10, parts: Int = 256, files: Int = 100,
        directory: String? = nil
    ) {
        self.urlEncodedBytes = urlEncodedBytes
        self.totalBytes = totalBytes
        self.fileBytes = fileBytes
        self.fieldBytes = fieldBytes
        self.partHeaderBytes = partHeaderBytes
        self.parts = parts
        self.files = files
        self.directory = directory
    }
}

/// A file that came with a form. It is on the disk under a name of the server's own and goes with the ``Form``.
public struct UploadedFile: Sendable, Equatable {
    /// The name of the form's field.
    public let field: String
    /// What the client calls the file: its last path component, without control characters; never empty, never to be
    /// used as a path.
    public let fileName: String
    /// What the client says it is; only its content tells.
    public let contentType: String
    /// Where the octets are.
    public let path: String
    public let byteCount: Int
}

/// The fields and files of a form. Its files are removed when it is released.
public final class Form {
    public internal(set) var fields = Parameters()
    public internal(set) var files: [UploadedFile] = []
    private let parent: String?
    /// Goes with the form.
    private var folder: ScratchFolder?
    private var fileCount = 0

    init(parent: String?) {
        self.parent = parent
    }

    /// The first value of a field, or nil.
    public subscript(name: String) -> String? { fields[name] }

    /// The first file of a field, or nil.
    public func file(_ field: String) -> UploadedFile? { files.first { $0.field == field } }

    /// Creates the file for the next upload, in a folder that only this user may enter.
    func newFile() throws(Problem) -> (descriptor: Int32, path: String) {
        let folder: ScratchFolder
        do {
            folder = try self.folder ?? ScratchFolder(in: parent ?? ScratchFolder.usualParent)
        } catch {
            throw Form.noSpace
        }
        self.folder = folder
        let path = "\(folder.path)/\(fileCount)"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Form.noSpace }
        fileCount += 1
        return (descriptor, path)
    }

    static let noSpace = Problem(.insufficientStorage, detail: "There is no room for the file at the moment.")
}

extension Request {
    /// The body as a form, urlencoded or multipart. Files go to the disk as they come and are removed when the form is
    /// released. A second call answers the same form.
    /// - Throws: ``Problem`` 415 where the body is declared as neither or not as UTF-8, 413 over a limit, 400 where it is
    ///   malformed or has a NUL in a field, 507 where the disk takes no more.
    public func form(_ limits: FormLimits = FormLimits()) throws(Problem) -> Form {
        if let readForm { return readForm }
        guard let media = headers["Content-Type"].flatMap(MediaType.init), media.isUTF8 else {
            throw .unsupportedType("Send a form in UTF-8.")
        }
        let form = Form(parent: limits.directory)
        switch media.name {
        case "application/x-www-form-urlencoded":
            let octets = try bodyBytes(limit: limits.urlEncodedBytes)
            form.fields = try Parameters(urlEncoded: octets, maximumCount: limits.parts)
        case "multipart/form-data":
            guard let boundary = media["boundary"] else { throw .badRequest("The form names no boundary.") }
            if let contentLength, contentLength > limits.totalBytes {
                throw .tooLarge("The form has more than \(limits.totalBytes) bytes.")
            }
            var reader = try MultipartReader(body: body, boundary: boundary, limits: limits)
            try reader.read(into: form)
        default:
            throw .unsupportedType("Send a form, urlencoded or multipart.")
        }
        readForm = form
        return form
    }
}
