@testable import Site

extension LiveMatch {
    static let underWay = LiveMatch(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        poll: .soon,
        resumeID: "01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        postingID: "0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        engineID: "embedded",
        progress: LiveProgress(
            sentence: "Comparing what you have with what they ask for",
            value: "60",
            counts: "3 of 5",
            remaining: "a few seconds left",
            isSimulated: true,
            cancel: .task))

    static let waiting = LiveMatch(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        poll: .soon,
        resumeID: "01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        postingID: "0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        engineID: "embedded",
        progress: LiveProgress(sentence: "Waiting for its turn", cancel: .task))

    static let scored = LiveMatch(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        resumeID: "01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        postingID: "0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        engineID: "embedded",
        result: .strong)

    static let ofBefore = LiveMatch(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        resumeID: "01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        postingID: "0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        engineID: "embedded",
        changed: "The posting has changed since this was scored.",
        result: .strong)

    static let simulated = LiveMatch(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        resumeID: "01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        postingID: "0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        engineID: "embedded",
        result: .simulated)

    static let failed = LiveMatch(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        resumeID: "01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        postingID: "0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        engineID: "embedded",
        stopped: Stopped(
            kind: "bad",
            heading: "This match did not work",
            message: "The scorer failed several times. Your resume and the posting are untouched.",
            advice: """
                Try again in a few minutes. If it keeps failing, tell whoever runs this \
                installation.
                """))

    static let cancelled = LiveMatch(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        resumeID: "01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        postingID: "0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        engineID: "embedded",
        stopped: Stopped(
            kind: "info", heading: "You cancelled this match", message: "Nothing was stored."))
}
