internal import Composition
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Parsing
internal import Postgres
internal import Storage

/// A block as somebody asks for it.
struct BlockDraft {
    var kind: Block.Kind
    var value: String
    var isForAll: Bool

    /// How many blocks an account may have, and how many there may be for all: each is looked at for every posting of a list.
    static let limit = 200

    /// Why a block cannot be made.
    enum Problem: String, Error {
        case value, limit
    }

    /// The value as it is compared; nil for one that has nothing to compare.
    private var key: String? {
        guard (1...200).contains(value.unicodeScalars.count) else { return nil }
        let key = CompanyName.key(value)
        return key.isEmpty || key.unicodeScalars.count > 400 ? nil : key
    }

    /// Makes the block. What everybody's lists leave out is for administrators to say.
    func insert(for user: User, in services: Services) throws -> Block {
        guard let key else { throw Problem.value }
        guard !isForAll || user.role == .admin else { throw HTTP.Problem.forbidden() }
        let block = try services.database.transaction { db in
            let block = try db.insertBlock(
                kind, value: value, key: key, for: isForAll ? nil : user.id, limit: Self.limit)
            if isForAll, block != nil {
                try services.notePostingChange(on: db)
                try db.log(.block, ["value": value, "kind": kind.rawValue], by: user)
            }
            return block
        }
        guard let block else { throw Problem.limit }
        return block
    }

    /// Takes a block away.
    /// - Throws: 404 where it is not the user's to take.
    static func remove(_ id: UUID, for user: User, in services: Services) throws {
        let isGone = try services.database.transaction { db in
            try services.notePostingChange(on: db)
            let block = try db.blocks(seenBy: user.id).first { $0.id == id }
            let isGone = try db.deleteBlock(id, ownedBy: user.id, orForAll: user.role == .admin)
            if isGone, let block, block.userID == nil {
                try db.log(.unblock, ["value": block.value, "kind": block.kind.rawValue], by: user)
            }
            return isGone
        }
        guard isGone else { throw HTTP.Problem.notFound() }
    }
}
