public import Base
public import FoundationEssentials

/// What a collection of resumes was asked for.
public struct CollectionPlan: Codable, Sendable, Equatable {
    /// Records to collect at most.
    public var count: Int
    /// Records a page.
    public var perPage: Int
    /// Records that are parsed, and stored, together.
    public var batchSize: Int
    /// Whether the source is asked to misbehave: for trying out.
    public var errorMode: Bool

    public init(count: Int, perPage: Int, batchSize: Int, errorMode: Bool) {
        self.count = count
        self.perPage = perPage
        self.batchSize = batchSize
        self.errorMode = errorMode
    }
}

/// Where a collection goes on; kept as its run's checkpoint, and written with each page.
public struct CollectionPosition: Sendable, Equatable {
    /// The page to fetch next, from 1.
    public var page = 1
    /// Records received so far, which is the ordinal of the next one.
    public var received = 0
    /// Records that were given to batches; those behind wait until there are enough for one.
    public var batched = 0

    public init() {}

    /// As a checkpoint.
    public var text: String { "\(page) \(received) \(batched)" }

    /// Reads what ``text`` wrote.
    public init?(text: String) {
        let numbers = text.split(separator: " ").map { Int($0) }
        guard numbers.count == 3, let page = numbers[0], let received = numbers[1], let batched = numbers[2],
            page > 0, batched >= 0, received >= batched
        else { return nil }
        (self.page, self.received, self.batched) = (page, received, batched)
    }

    /// The ranges of ordinals that can be parsed now, in batches of `size`, which are given out by this.
    /// - Parameter isLast: whether no more records will come, so that a smaller batch is one as well.
    public mutating func takeBatches(of size: Int, isLast: Bool) -> [Range<Int>] {
        var batches: [Range<Int>] = []
        while received - batched >= size || isLast && batched < received {
            let end = min(batched + size, received)
            batches.append(batched..<end)
            batched = end
        }
        return batches
    }
}

/// A resume as a source's record gives it.
public struct CollectedResume: Sendable, Equatable {
    public var profile: Profile
    /// What engines read: the record's own text, or its fields as lines.
    public var text: String

    public init(profile: Profile, text: String) {
        self.profile = profile
        self.text = text
    }
}

/// The files of one upload of many.
public struct UploadPlan: Codable, Sendable, Equatable {
    /// A file as it was sent: an archive, or a document.
    public struct File: Codable, Sendable, Equatable {
        /// The name it was sent under; shown, never used as a path.
        public var name: String
        /// The generated name in the file store.
        public var key: String

        public init(name: String, key: String) {
            self.name = name
            self.key = key
        }
    }

    public var files: [File]
    /// The job post that every resume stands for.
    @Nullable public var jobPostId: UUID?

    public init(files: [File], jobPostId: UUID?) {
        self.files = files
        self.jobPostId = jobPostId
    }
}

/// What became of one record of a run, or of one file of an upload.
public enum RecordState: String, Codable, Sendable, CaseIterable {
    case waiting, done, refused
}

/// Whether an opening takes candidates.
public enum JobPostStatus: String, Codable, Sendable, CaseIterable {
    case open, closed
}

/// A recruiter's own opening.
public struct JobPost: Sendable, Equatable {
    public var id: UUID
    public var userID: UUID
    public var title: String
    public var description: String
    public var location: String?
    public var skills: [String]
    public var status: JobPostStatus
    public var createdAt: Date
    public var updatedAt: Date

    public init(
        id: UUID, userID: UUID, title: String, description: String, location: String?, skills: [String],
        status: JobPostStatus, createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.userID = userID
        self.title = title
        self.description = description
        self.location = location
        self.skills = skills
        self.status = status
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// How far a resume has come with a job post.
public enum CandidacyStatus: String, Codable, Sendable, CaseIterable {
    case new, screening, interview, offer, hired, rejected
}
