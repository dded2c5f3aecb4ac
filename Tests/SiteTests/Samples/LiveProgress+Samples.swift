@testable import Site

extension Cancelling {
    static let task = Cancelling(
        action: "/tasks/01929d10-11aa-7b22-9c33-d4e5f6a7b8c9/cancel",
        taskID: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9")
}
