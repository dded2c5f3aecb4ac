/// How much each signal counts. `Tests/Training/matching` learns weights from judged pairs with postings left out; these are as
/// good on the postings left out and rounder (see `docs/quality.md`).
struct Weights: Sendable {
    /// Of the four likenesses of fields, in the order of ``Signals``; they sum to 1.
    var fields = [0.25, 0.25, 0.25, 0.25]
    /// Of the title's words, occupation, meaning, meaning against the text, and the meaning of both texts; sum 1.
    var title = [0.10, 0.25, 0.25, 0.25, 0.15]
    /// Points of the parts for a posting that asks for everything; they sum to 100.
    var field = 55.0
    var called = 20.0
    var terms = 4.0
    var skills = 16.0
    var experience = 5.0
    /// A posting's other evidence counts for so many skills, and for so much talk of fields.
    var skillPrior = 3.0
    var fieldPrior = 1.0
    /// Of what a posting asks nothing of, so much goes to its field, the rest to its words.
    var toField = 1.0

    static let product = Weights()
}

/// The most points each part of a score can give, for one posting: what it asks nothing of goes to the other parts.
struct Maxima: Sendable, Equatable {
    let field: Double
    let title: Double
    let terms: Double
    let skills: Double
    let experience: Double

    init(_ signals: Signals, _ weights: Weights) {
        let skillShare = signals.skillWeight / (signals.skillWeight + weights.skillPrior)
        skills = weights.skills * skillShare
        experience = signals.asksYears ? weights.experience : 0
        let free = weights.skills - skills + weights.experience - experience
        let all = weights.field + free * weights.toField
        let mass = signals.isForeign ? 0 : signals.fieldMass * signals.fieldMass
        field = all * mass / (mass + weights.fieldPrior * weights.fieldPrior)
        title = signals.isForeign ? 0 : weights.called
        terms = 100 - field - title - skills - experience
    }
}

/// The points of one pair, part by part.
struct Parts: Sendable, Equatable {
    let maxima: Maxima
    let field: Double
    let title: Double
    let terms: Double
    let skills: Double
    let experience: Double
    /// Shares of the maxima, 0 to 1.
    let fieldShare: Double

    init(_ signals: Signals, _ weights: Weights = .product) {
        maxima = Maxima(signals, weights)
        let likeness = weights.fields
        fieldShare =
            likeness[0] * signals.fields + likeness[1] * signals.titleToText + likeness[2] * signals.textToTitles
            + likeness[3] * signals.titleToTitles
        field = maxima.field * fieldShare
        let called = weights.title
        let titles = called[0] * signals.titleWords + called[1] * signals.occupation + called[2] * signals.titleMeaning
        title =
            maxima.title * (titles + called[3] * signals.titleToTextMeaning + called[4] * signals.meaning)
        terms = maxima.terms * signals.terms
        skills = maxima.skills * signals.skills
        // Years in another field are not the years that were asked for.
        experience = maxima.experience * (signals.years ?? 0) * fieldShare
    }

    /// In the order in which contributions are added up.
    var total: Double { field + title + skills + terms + experience }
}
