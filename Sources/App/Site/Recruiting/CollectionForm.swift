internal import Model

/// What a collection may be asked for.
enum CollectionForm {
    /// A number that is out of bounds.
    struct BadNumber {
        var field: String
        /// The most that is taken.
        var limit: Int
    }

    /// What a form says: numbers as they were typed, which may be none.
    struct Fields {
        var count = String(standard.count)
        var perPage = String(standard.perPage)
        var batchSize = String(standard.batchSize)
        var errorMode = standard.errorMode

        /// The number of a text, which may have separators of thousands; what is none is out of every bound.
        static func number(_ text: String) -> Int {
            Int(text.filter { $0 != "," && $0 != " " }) ?? 0
        }

        func plan(limit: Int) -> (plan: CollectionPlan, problems: [BadNumber]) {
            CollectionForm.plan(
                count: Self.number(count), perPage: Self.number(perPage), batchSize: Self.number(batchSize),
                errorMode: errorMode, limit: limit)
        }
    }

    /// Records a page, and in a batch, at most.
    static let (pageLimit, batchLimit) = (100, 1000)
    static let standard = CollectionPlan(count: 100, perPage: 10, batchSize: 10, errorMode: false)

    /// The plan that the numbers are, with what is wrong with them; what was not given is as usual.
    static func plan(
        count: Int?, perPage: Int?, batchSize: Int?, errorMode: Bool, limit: Int
    ) -> (plan: CollectionPlan, problems: [BadNumber]) {
        let plan = CollectionPlan(
            count: count ?? min(standard.count, limit), perPage: perPage ?? standard.perPage,
            batchSize: batchSize ?? standard.batchSize, errorMode: errorMode)
        let bounds = [
            ("count", plan.count, limit), ("per_page", plan.perPage, pageLimit),
            ("batch_size", plan.batchSize, batchLimit),
        ]
        return (plan, bounds.filter { !(1...$0.2).contains($0.1) }.map { BadNumber(field: $0.0, limit: $0.2) })
    }
}
