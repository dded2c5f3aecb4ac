internal import Retrieval

extension Settings.Matching {
    /// Seconds that an answer is kept.
    public var answerSeconds: Int { answerHours * 3600 }

    var index: PostingIndex.Settings {
        var settings = PostingIndex.Settings()
        settings.limit = indexLimit
        settings.pollMilliseconds = indexPoll
        return settings
    }

    var limits: PostingMatcher.Limits {
        var limits = PostingMatcher.Limits()
        limits.candidates = candidates
        return limits
    }
}
