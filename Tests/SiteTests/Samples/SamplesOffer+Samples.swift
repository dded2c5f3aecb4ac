@testable import Site

extension SamplesOffer {
    static let resumes = SamplesOffer(
        action: "/samples",
        label: "Try with sample resumes",
        hint: "Three invented people. Delete them whenever you like.")

    static let postings = SamplesOffer(
        action: "/admin/samples",
        label: "Load sample postings",
        hint: "A hundred invented postings, marked as samples.")
}
