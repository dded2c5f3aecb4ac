extension Scorer {
    /// How like a posting another posting is, 0 to 100: the score of a resume that says what the other says, but that words in
    /// common are no copy here.
    public func likeness(_ other: PreparedResume, _ posting: PreparedPosting) -> Double {
        Parts(Signals(other, posting)).total
    }
}

extension PreparedPosting {
    /// Changes whenever what is prepared of a text does, or how ``encode()`` writes it.
    public static var format: Int { Int(Prepared.format) }
}
