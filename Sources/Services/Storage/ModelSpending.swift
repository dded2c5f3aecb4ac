public import FoundationEssentials
public import Postgres

/// A question to a language model that somebody is to pay for.
public struct ModelCharge: Sendable {
    public var user: UUID
    public var resume: UUID
    public var task: UUID
    /// What the task asks about.
    public var step: String
    public var engine: String

    public init(user: UUID, resume: UUID, task: UUID, step: String, engine: String) {
        self.user = user
        self.resume = resume
        self.task = task
        self.step = step
        self.engine = engine
    }
}

/// What one account may spend, in millionths of a US dollar.
public struct ModelBudget: Sendable, Equatable {
    /// `run:…`, `day:…` or `month:…`.
    public var account: String
    /// Whose account it is; nil for the installation's.
    public var user: UUID?
    public var limit: Int

    public init(account: String, user: UUID?, limit: Int) {
        self.account = account
        self.user = user
        self.limit = limit
    }

    /// One run of one task.
    public static func run(_ task: UUID, of user: UUID, limit: Int) -> ModelBudget {
        ModelBudget(account: "run:\(task.uuidString)", user: user, limit: limit)
    }

    /// What one person may spend in a day.
    /// - Parameter day: `2026-11-21`, by UTC.
    public static func day(_ day: String, of user: UUID, limit: Int) -> ModelBudget {
        ModelBudget(account: "day:\(user.uuidString):\(day)", user: user, limit: limit)
    }

    /// What the installation may spend in a month.
    /// - Parameter month: `2026-11`, by UTC.
    public static func month(_ month: String, limit: Int) -> ModelBudget {
        ModelBudget(account: "month:\(month)", user: nil, limit: limit)
    }
}

extension Connection {
    /// What is left of the tightest of some budgets, with all that is set aside counted as spent.
    public func leastLeft(of budgets: [ModelBudget]) throws -> Int {
        let used = try amounts(budgets.map(\.account), lock: false)
        return budgets.map { max(0, $0.limit - used[$0.account, default: 0]) }.min() ?? 0
    }

    /// What one account has spent, with all that is set aside.
    public func spent(_ account: String) throws -> Int {
        try amounts([account], lock: false)[account, default: 0]
    }

    /// Sets money aside in every account at once, or in none.
    /// - Returns: the reservation; nil where an account has less left. Call it in a transaction.
    public func reserve(
        _ cost: Int, from budgets: [ModelBudget], for charge: ModelCharge, input: [UInt8], model: String
    ) throws -> UUID? {
        let names = budgets.map(\.account)
        for budget in budgets {
            try execute(
                """
                insert into model_accounts (name, user_id) values (\(budget.account), \(budget.user))
                on conflict (name) do nothing
                """)
        }
        let used = try amounts(names, lock: true)
        guard budgets.allSatisfy({ used[$0.account, default: 0] + cost <= $0.limit }) else { return nil }
        try execute(
            """
            update model_accounts set reserved = reserved + \(cost), updated_at = now() where name = any(\(names))
            """)
        let id = UUID.v7()
        try execute(
            """
            insert into model_calls (id, user_id, resume_id, task_id, step, input_hash, engine, model, accounts, reserved)
            values (\(id), \(charge.user), \(charge.resume), \(charge.task), \(charge.step), \(input), \(charge.engine),
                \(model), \(names), \(cost))
            """)
        return id
    }

    /// Gives back what a question did not cost. A second time, or without its row, it changes nothing.
    /// - Parameter cost: nil for all that was set aside, because nobody says what it was. Call it in a transaction.
    public func settle(
        _ reservation: UUID, cost: Int?, inputTokens: Int?, outputTokens: Int?, reply: [UInt8]?
    ) throws {
        let found: (reserved: Int, accounts: [String])? = try first(
            """
            update model_calls
            set cost = coalesce(\(cost)::bigint, reserved), is_estimated = \(cost == nil), input_tokens = \(inputTokens),
                output_tokens = \(outputTokens), reply = \(reply), updated_at = now()
            where id = \(reservation) and cost is null
            returning reserved, accounts
            """
        ) { row in (try row.next(), try row.next()) }
        guard let found else { return }
        _ = try amounts(found.accounts, lock: true)
        try execute(
            """
            update model_accounts
            set reserved = greatest(0, reserved - \(found.reserved)), spent = spent + \(cost ?? found.reserved),
                updated_at = now()
            where name = any(\(found.accounts))
            """)
    }

    /// The answer that the task has paid for already.
    public func modelReply(task: UUID, step: String, input: [UInt8]) throws -> [UInt8]? {
        let query: SQL =
            """
            select reply from model_calls
            where task_id = \(task) and step = \(step) and input_hash = \(input) and reply is not null
            order by created_at desc limit 1
            """
        return try scalar(query)
    }

    /// Forgets questions and accounts that are older, but for months, which are few and say what was spent.
    public func forgetModelCalls(olderThanDays days: Int) throws -> Int {
        try execute("delete from model_calls where created_at < now() - make_interval(days => \(days)::int)")
            + execute(
                """
                delete from model_accounts
                where user_id is not null and updated_at < now() - make_interval(days => \(days)::int)
                """)
    }

    /// What accounts have spent and set aside. Locked in the order of their names, so that two never wait for each other.
    private func amounts(_ accounts: [String], lock: Bool) throws -> [String: Int] {
        var sql: SQL =
            "select name, spent + reserved from model_accounts where name = any(\(accounts)) order by name"
        if lock { sql += " for update" }
        let rows = try query(sql) { row -> (String, Int) in (try row.next(), try row.next()) }
        return Dictionary(rows) { one, _ in one }
    }
}
