internal import Model
internal import Storage
internal import Work

extension Context {
    /// The kinds of sources that have words.
    static let sourceKinds =
        SourceKinds.all + [
            "import", "samples", "resume_api", RecogniseSource.pendingKind, UnpackUpload.sourceKind,
        ] + SearchCareerPage.kinds

    /// What a source is, in words; a board with its own name.
    func kind(of source: Source) -> String {
        let kind = words.text("sources.kind." + (Self.sourceKinds.contains(source.kind) ? source.kind : "other"))
        return source.settings["board"].map { "\(kind): \($0)" } ?? kind
    }

    /// How a source stands, in words, and which kind of state that is: the same wherever it is listed.
    func state(of source: Source, lastRun: Run?) -> (words: String, kind: String) {
        let (state, kind) = Self.standing(of: source, lastRun: lastRun)
        return (words.text("sources.state." + state), kind)
    }

    private static func standing(of source: Source, lastRun: Run?) -> (String, String) {
        if source.kind == RecogniseSource.pendingKind {
            return source.isEnabled ? ("looking", "busy") : ("unknown", "bad")
        }
        switch lastRun?.state {
        case .queued?, .running?: return ("running", "busy")
        case _ where !source.isEnabled: return ("paused", source.pauseReason == nil ? "idle" : "bad")
        case .failed?: return ("failing", "bad")
        case nil where ["import", "samples"].contains(source.kind): return ("loaded", "idle")
        default: return ("ready", "good")
        }
    }

    /// Why it is paused, or why its last run failed.
    func problem(of source: Source, lastRun: Run?) -> String? {
        if let reason = source.pauseReason { return reason }
        return lastRun?.state == .failed ? lastRun?.failures.last?.reason : nil
    }
}
