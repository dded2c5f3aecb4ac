/// Who pays for a model's answers, and remembers those that are paid for.
///
/// An engine asks it before each question and tells it after. It may block, and what it throws ends the work: nothing has been
/// spent then that it does not know of.
public protocol ModelPurse: Sendable {
    /// An answer to the same question of the same task, paid for before.
    /// - Parameter input: a digest of all that the answer depends on.
    func remembered(_ input: [UInt8]) throws -> [UInt8]?

    /// Sets money aside for one question.
    /// - Parameter cost: the most it can cost, in millionths of a US dollar.
    /// - Returns: nil where a budget has less left.
    func reserve(_ cost: Int, for input: [UInt8], model: String) throws -> (any ModelReservation)?
}

/// Money that is set aside for one question. One that is never settled counts as spent.
public protocol ModelReservation: Sendable {
    /// Gives back what the question did not cost, and keeps the answer.
    /// - Parameters:
    ///   - cost: nil where nobody says: all that was set aside counts.
    ///   - reply: what is remembered for the same question; nil for nothing.
    func settle(cost: Int?, usage: ModelUsage?, reply: [UInt8]?) throws
}
