internal import Base
internal import Composition
internal import FoundationEssentials
internal import Intelligence
internal import Logging
internal import Postgres
internal import Storage
internal import Tasking

/// Pays for what one task asks a language model about one pair, out of the budgets of the task's run, its person's day and the
/// installation's month.
///
/// Its writes do not wait for the end of the task, and hold when that is cancelled: money that is spent stays spent.
struct TaskPurse: ModelPurse {
    let database: Pool
    let charge: ModelCharge
    let budgets: @Sendable () -> [ModelBudget]

    func remembered(_ input: [UInt8]) throws -> [UInt8]? {
        try database.withConnection { try $0.modelReply(task: charge.task, step: charge.step, input: input) }
    }

    func reserve(_ cost: Int, for input: [UInt8], model: String) throws -> (any ModelReservation)? {
        let id = try database.transaction {
            try $0.reserve(cost, from: budgets(), for: charge, input: input, model: model)
        }
        return id.map { Reservation(id: $0, database: database) }
    }

    private struct Reservation: ModelReservation {
        let id: UUID
        let database: Pool

        func settle(cost: Int?, usage: ModelUsage?, reply: [UInt8]?) throws {
            try database.transaction {
                try $0.settle(
                    id, cost: cost, inputTokens: usage?.input, outputTokens: usage?.output, reply: reply)
            }
        }
    }
}

extension Services {
    /// Who pays for a pair.
    func purse(
        for engine: ModelEngine, _ context: TaskContext, user: UUID, resume: UUID, posting: UUID
    ) -> TaskPurse {
        let task = context.id
        return TaskPurse(
            database: database,
            charge: ModelCharge(user: user, resume: resume, task: task, step: posting.text, engine: engine.name),
            budgets: { [self] in modelBudgets(of: user, run: task) })
    }

    /// Whether money may be spent on a posting: only on one that is open, and still up as far as can be found out.
    func isWorthMoney(_ posting: UUID, _ context: TaskContext) throws -> Bool {
        guard let found = try context.read({ try $0.posting(posting, for: context.userID) }) else { return false }
        return try isStillOpen(found)
    }
}
