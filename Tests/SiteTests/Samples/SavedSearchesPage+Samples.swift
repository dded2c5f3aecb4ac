@testable import Site

extension SavedSearchesPage {
    static let sample = SavedSearchesPage(
        searches: [
            SavedSearchRow(
                id: "01929d40-0000-7000-8000-000000000001",
                href: "/jobs?q=marketing&saved=01929d40-0000-7000-8000-000000000001",
                name: "Marketing & \"brand\"", filters: "marketing · Remote · €45,000 or more", new: "12 new",
                hasNew: true,
                seen: .yesterday),
            SavedSearchRow(
                id: "01929d40-0000-7000-8000-000000000002", href: "/jobs?saved=01929d40-0000-7000-8000-000000000002",
                name: "<script>alert(1)</script>", filters: "All postings", new: "Nothing new", seen: .justNow),
        ], nextHref: "/saved-searches?after=x")

    static let empty = SavedSearchesPage()
}
