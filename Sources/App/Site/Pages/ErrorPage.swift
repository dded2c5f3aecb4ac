internal import Templates

/// What happened, what was kept, what to do.
struct ErrorPage: Page {
    static let template = "pages/error"

    var status: String
    var heading: String
    var message: String
    var advice: String?
    var links: [Link] = []
    var requestID: String

    static var names: Names<ErrorPage> {
        [
            "status": .text(\.status),
            "heading": .text(\.heading),
            "message": .text(\.message),
            "advice": .optionalText(\.advice),
            "links": .list(\.links),
            "requestID": .text(\.requestID),
        ]
    }
}
