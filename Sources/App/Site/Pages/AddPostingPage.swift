internal import Templates

/// Adding a posting for oneself, by its address or as text; and correcting one that was added.
struct AddPostingPage: Page {
    static let template = "pages/add-posting"

    var heading: String
    /// Where the text goes.
    var action: String
    /// What the forms say: nothing, or as they were sent.
    var url = ""
    var title = ""
    var company = ""
    var location = ""
    var text = ""
    /// Where an address can be given: not when one is corrected.
    var takesAddress = true
    var submit: String
    /// Where what is corrected came from.
    var source: String?
    /// The posting that is corrected.
    var postingHref: String?
    var deleteAction: String?
    var errors: [FieldProblem] = []

    static var names: Names<AddPostingPage> {
        [
            "heading": .text(\.heading),
            "action": .text(\.action),
            "url": .text(\.url),
            "title": .text(\.title),
            "company": .text(\.company),
            "location": .text(\.location),
            "text": .text(\.text),
            "takesAddress": .flag(\.takesAddress),
            "submit": .text(\.submit),
            "source": .optionalText(\.source),
            "postingHref": .optionalText(\.postingHref),
            "deleteAction": .optionalText(\.deleteAction),
            "errors": .list(\.errors),
            "hasErrors": .flag { !$0.errors.isEmpty },
            "isUrlBad": .flag { $0.errors.blame("url") },
            "isTitleBad": .flag { $0.errors.blame("title") },
            "isCompanyBad": .flag { $0.errors.blame("company") },
            "isLocationBad": .flag { $0.errors.blame("location") },
            "isTextBad": .flag { $0.errors.blame("text") },
        ]
    }
}
