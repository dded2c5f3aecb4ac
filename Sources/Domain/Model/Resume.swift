public import FoundationEssentials

/// Where a resume stands on its way from upload to profile.
public enum ResumeStatus: String, Codable, Sendable, CaseIterable {
    case queued, processing, done, failed
}

/// One step of reading a resume, as the person watching sees it.
public struct ResumeStage: Codable, Sendable, Equatable {
    public enum Name: String, Codable, Sendable, CaseIterable {
        /// Bytes to text.
        case text
        /// Text to profile.
        case profile
        /// Stored, ready to match.
        case saved
    }

    public enum State: String, Codable, Sendable {
        case waiting, running, done, failed
    }

    public var name: Name
    public var state: State
    /// How long it took, in milliseconds; `nil` until it ended.
    public var ms: Int?
    /// While pages are read from their pictures: which one, from 1, and of how many.
    public var page: Int?
    public var pages: Int?

    public init(name: Name, state: State, ms: Int? = nil) {
        self.name = name
        self.state = state
        self.ms = ms
    }

    /// The stages of a resume that nobody has read yet.
    public static let initial = Name.allCases.map { ResumeStage(name: $0, state: .waiting) }
}

/// One uploaded document with its extracted text and parsed profile.
public struct Resume: Sendable, Equatable {
    public var id: UUID
    public var userID: UUID
    /// The name the person's file had; shown, never used as a path.
    public var fileName: String
    public var mediaType: MediaType
    public var byteCount: Int
    /// The generated name in the file store; a collected resume has no file.
    public var storageKey: String?
    public var status: ResumeStatus
    public var stages: [ResumeStage]
    /// Why reading failed, as a code of the documents module.
    public var errorCode: String?
    public var text: String?
    public var profile: Profile?
    /// The number of the version that `text` and `profile` are copied from; `nil` before the first reading.
    public var version: Int?
    public var taskID: UUID?
    public var createdAt: Date
    public var updatedAt: Date

    public init(
        id: UUID, userID: UUID, fileName: String, mediaType: MediaType, byteCount: Int, storageKey: String?,
        status: ResumeStatus, stages: [ResumeStage], errorCode: String?, text: String?, profile: Profile?,
        version: Int?, taskID: UUID?, createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.userID = userID
        self.fileName = fileName
        self.mediaType = mediaType
        self.byteCount = byteCount
        self.storageKey = storageKey
        self.status = status
        self.stages = stages
        self.errorCode = errorCode
        self.text = text
        self.profile = profile
        self.version = version
        self.taskID = taskID
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// One reading of a resume, or one correction of it by its owner.
public struct ResumeVersion: Sendable, Equatable {
    public enum Origin: String, Codable, Sendable, CaseIterable {
        case read, edited
    }

    /// From 1, growing.
    public var number: Int
    public var origin: Origin
    /// What the profile was read from.
    public var text: String
    public var profile: Profile
    /// When its owner said that it is right.
    public var acceptedAt: Date?

    public init(number: Int, origin: Origin, text: String, profile: Profile, acceptedAt: Date?) {
        self.number = number
        self.origin = origin
        self.text = text
        self.profile = profile
        self.acceptedAt = acceptedAt
    }
}

/// The kinds of document the product reads, told by their content.
public enum MediaType: String, Codable, Sendable, CaseIterable {
    case pdf = "application/pdf"
    case docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    case odt = "application/vnd.oasis.opendocument.text"
    case rtf = "application/rtf"
    case html = "text/html"
    case text = "text/plain"

    /// The customary ending of a file's name, with its dot.
    public var fileExtension: String {
        switch self {
        case .pdf: ".pdf"
        case .docx: ".docx"
        case .odt: ".odt"
        case .rtf: ".rtf"
        case .html: ".html"
        case .text: ".txt"
        }
    }
}
