@testable import Site

extension Poll {
    static let soon = Poll(path: "/live/01929d10-11aa-7b22-9c33-d4e5f6a7b8c9", delay: "800")
}
