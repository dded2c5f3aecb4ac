internal import Base
public import FoundationEssentials
internal import Postgres
public import Storage

extension Services {
    /// What a person may spend on language models now.
    /// - Parameter run: the task, whose own budget counts too; nil for one that is yet to be started.
    public func modelBudgets(of user: UUID, run: UUID? = nil) -> [ModelBudget] {
        let (limits, today) = (settings.engines.budgets, UTCDate.day(time.now))
        let shared = [
            ModelBudget.day(today, of: user, limit: limits.day),
            ModelBudget.month(String(today.prefix(7)), limit: limits.month),
        ]
        return run.map { [ModelBudget.run($0, of: user, limit: limits.run)] + shared } ?? shared
    }
}
