internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Parsing
internal import Postgres
internal import Storage
internal import Tasking
internal import Work

extension Site {
    /// Starts to rank a recruiter's resumes for one of their job posts, or finds the ranking that is under way.
    /// - Parameter company: what the company is called on the page of a match.
    /// - Returns: the task.
    /// - Throws: 404 where the job post is not `user`'s; 422 where it says nothing that could be matched.
    func rankResumes(for id: UUID, company: String, user: User) throws -> UUID {
        try services.database.transaction { db in
            guard let post = try db.jobPost(id, ownedBy: user.id) else { throw Problem.notFound() }
            try refuseTooMany(of: user.id, db)
            let draft = try post.posting(company: company)
            let source = try SearchCareerPage.addedSource(on: db)
            let stored = try services.storePosting(draft, source: source, ownedBy: user.id, on: db)
            // One that is under way has read what the job post said before.
            if stored == .updated { try cancelRanking(of: id, user, db) }
            let posting = draft.id(ownedBy: user.id)
            let task = try services.queue.enqueue(
                RankResumes(jobPostID: id, userID: user.id), user: user.id, subject: id, uniqueKey: id.text, on: db)
            try db.beginJobPostRanking(id, posting: posting, task: task.id)
            return task.id
        }
    }

    /// Deletes a job post with what was scored for it; a ranking that is under way ends.
    /// - Returns: false where it is not `user`'s.
    func deleteJobPost(_ id: UUID, of user: User) throws -> Bool {
        try services.database.transaction { db in
            try cancelRanking(of: id, user, db)
            return try db.deleteJobPost(id, ownedBy: user.id)
        }
    }

    private func cancelRanking(of id: UUID, _ user: User, _ db: Connection) throws {
        guard let task = try db.jobPostRanking(id, ownedBy: user.id)?.task else { return }
        try services.queue.cancel(task, ownedBy: user.id, on: db)
    }
}

extension JobPost {
    /// The job post as a posting, with the skills that its form names among what it asks for.
    fileprivate func posting(company: String) throws -> PostingDraft {
        var parts = [description.trimmed]
        if !skills.isEmpty { parts.append("Requirements: " + skills.joined(separator: ", ")) }
        let text = parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
        let pasted = PastedPosting(text: text, title: title, company: company, location: location ?? "")
        do throws(PostingError) {
            var draft = try pasted.draft(address: "https://job-post.invalid/" + id.text, unnamed: company)
            // It has no address of its own to be linked to.
            (draft.url, draft.canonicalURL) = ("", "job-post:" + id.text)
            return draft
        } catch {
            throw Problem.unprocessable([.init(field: "description", message: error.message)])
        }
    }
}
