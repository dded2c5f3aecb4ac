public import FoundationEssentials
public import Model
public import Postgres

extension Connection {
    /// Stores what the reader of a resume's document noticed.
    public func setReadingNotes(_ notes: ReadingNotes, of resume: UUID) throws {
        try execute("update resumes set reading_notes = \(json: notes) where id = \(resume)")
    }

    /// What the reader of `user`'s resume noticed; `nil` where it has not been read yet.
    public func readingNotes(of resume: UUID, ownedBy user: UUID) throws -> ReadingNotes? {
        let query: SQL = "select reading_notes from resumes where id = \(resume) and user_id = \(user)"
        return try first(query) { row in try row.json(ReadingNotes?.self) } ?? nil
    }
}
