internal import Composition
internal import Retrieval
internal import Storage
public import Tasking

/// Makes the vectors of resumes that have none, or one of another version. What is read now has its vector at once.
public struct IndexResumes: TaskKind {
    public static let kind = "index_resumes"
    public static let queue = QueueName.maintenance

    public init() {}

    /// Resumes whose vectors are stored together.
    private static let batch = 200

    /// After a crash it goes on with what is left.
    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(IndexResumes.self) { _, context in
            guard let meaning = ResumeMeaning.shared else {
                // Doctor says so.
                context.logger.notice("resumes are not indexed: the vectors of words are missing")
                return .nothing
            }
            var done = 0
            while true {
                try context.checkCancelled()
                let resumes = try context.read {
                    try $0.resumesWithoutVector(
                        of: ResumeMeaning.version, characters: ResumeMeaning.textBytes, limit: batch)
                }
                guard !resumes.isEmpty else { break }
                let vectors = resumes.map { ($0, meaning.vector(of: $0.text)) }
                try context.checkpoint { db in
                    for (resume, vector) in vectors {
                        try db.storeResumeVector(vector, of: resume.id, revision: resume.revision)
                    }
                }
                done += resumes.count
                context.progress(done, of: done, stage: "indexing")
            }
            return Completion(result: ["indexed": done])
        }
    }
}
