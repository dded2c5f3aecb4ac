@testable import Site

extension JobsPage {
    static let sample = JobsPage(
        query: "marketing",
        kept: [
            HiddenField(name: "remote", value: "true")
        ],
        summary: "1,000+ postings for “marketing”",
        correction: "Nothing has “marketting”. These are for “marketing”.",
        countNote: "There are more than 1,000. The numbers are of those that came last.",
        endNote: "This is the end of what was ranked.",
        scored: ScoredForm(
            kept: [HiddenField(name: "q", value: "marketing"), HiddenField(name: "sort", value: "match")],
            resumes: [
                Option(value: "01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44", label: "Marta Lindqvist-Öberg", isSelected: true)
            ]),
        saved: SavedNote(
            id: "01929d40-0000-7000-8000-000000000001", name: "Marketing",
            text: "has 3 new postings since you looked yesterday.",
            hasNew: true, arrival: "4711", newHref: "/jobs?q=marketing&arrived_after=4000", allHref: "/jobs?q=marketing"
        ),
        savedHref: "/saved-searches", saveQuery: "q=marketing&remote=true",
        facets: [
            Facet(
                id: "remote",
                title: "Where",
                options: [
                    FilterLink(label: "Anywhere", href: "/jobs?q=marketing", count: "259"),
                    FilterLink(
                        label: "Remote",
                        href: "/jobs?q=marketing&remote=true",
                        count: "71",
                        isSelected: true),
                    FilterLink(label: "On site", href: "/jobs?q=marketing&remote=false", count: "188"),
                ]),
            Facet(
                id: "type",
                title: "Type",
                options: [
                    FilterLink(label: "Any", href: "/jobs?q=marketing", isSelected: true),
                    FilterLink(
                        label: "Full time",
                        href: "/jobs?q=marketing&type=full_time",
                        count: "203"),
                    FilterLink(label: "Part time", href: "/jobs?q=marketing&type=part_time", count: "12"),
                    FilterLink(label: "Contract", href: "/jobs?q=marketing&type=contract", count: "31"),
                    FilterLink(
                        label: "Internship",
                        href: "/jobs?q=marketing&type=internship",
                        count: "13"),
                ]),
            Facet(
                id: "posted",
                title: "Posted",
                options: [
                    FilterLink(label: "Any time", href: "/jobs?q=marketing", isSelected: true),
                    FilterLink(label: "Last 24 hours", href: "/jobs?q=marketing&posted_after=2026-11-20"),
                    FilterLink(label: "Last 7 days", href: "/jobs?q=marketing&posted_after=2026-11-14"),
                ]),
            Facet(
                id: "source",
                title: "Source",
                options: [
                    FilterLink(label: "Any", href: "/jobs?q=marketing", isSelected: true),
                    FilterLink(
                        label: "Arbeitnow",
                        href: "/jobs?q=marketing&source=arbeitnow",
                        count: "102"),
                    FilterLink(
                        label: "Greenhouse: sakura",
                        href: "/jobs?q=marketing&source=sakura",
                        count: "4"),
                ]),
        ],
        keptForPay: [
            HiddenField(name: "q", value: "marketing"),
            HiddenField(name: "remote", value: "true"),
        ],
        minPay: "45000",
        currencies: [
            Option(value: "", label: "Any"),
            Option(value: "EUR", label: "EUR", isSelected: true),
            Option(value: "USD", label: "USD"),
            Option(value: "GBP", label: "GBP"),
        ],
        sorts: [
            FilterLink(label: "Relevance", href: "/jobs?q=marketing", isSelected: true),
            FilterLink(label: "Newest", href: "/jobs?q=marketing&sort=newest"),
            FilterLink(label: "Highest pay", href: "/jobs?q=marketing&sort=pay"),
        ],
        active: [
            Link(label: "Remote", href: "/jobs?q=marketing&min_pay=45000&currency=EUR"),
            Link(label: "€45,000 or more", href: "/jobs?q=marketing&remote=true"),
        ],
        clearHref: "/jobs?q=marketing",
        ranking: RankForm(
            sentence: "Rank these 71 postings for",
            search: [
                HiddenField(name: "q", value: "marketing"),
                HiddenField(name: "remote", value: "true"),
            ],
            options: [
                Option(
                    value: "01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
                    label: "Marta Lindqvist-Öberg",
                    isSelected: true),
                Option(value: "01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c47", label: "山田 花子"),
            ]),
        compareHref: "/matches/compare?q=marketing",
        postings: [
            .matched,
            .longTitle,
            .japanese,
            .bare,
            .unbroken,
        ],
        nextHref: "/jobs?q=marketing&remote=true&after=eyJyIjowLjF9")

    static let noResults = JobsPage(
        query: "xylophonist \"night shift\" <script>alert(1)</script>",
        kept: [
            HiddenField(name: "remote", value: "true")
        ],
        summary: "0 postings for “xylophonist \"night shift\" <script>alert(1)</script>”",
        facets: [
            Facet(
                id: "remote",
                title: "Where",
                options: [
                    FilterLink(label: "Anywhere", href: "/jobs?q=marketing", count: "259"),
                    FilterLink(
                        label: "Remote",
                        href: "/jobs?q=marketing&remote=true",
                        count: "71",
                        isSelected: true),
                    FilterLink(label: "On site", href: "/jobs?q=marketing&remote=false", count: "188"),
                ]),
            Facet(
                id: "type",
                title: "Type",
                options: [
                    FilterLink(label: "Any", href: "/jobs?q=marketing", isSelected: true),
                    FilterLink(
                        label: "Full time",
                        href: "/jobs?q=marketing&type=full_time",
                        count: "203"),
                    FilterLink(label: "Part time", href: "/jobs?q=marketing&type=part_time", count: "12"),
                    FilterLink(label: "Contract", href: "/jobs?q=marketing&type=contract", count: "31"),
                    FilterLink(
                        label: "Internship",
                        href: "/jobs?q=marketing&type=internship",
                        count: "13"),
                ]),
            Facet(
                id: "posted",
                title: "Posted",
                options: [
                    FilterLink(label: "Any time", href: "/jobs?q=marketing", isSelected: true),
                    FilterLink(label: "Last 24 hours", href: "/jobs?q=marketing&posted_after=2026-11-20"),
                    FilterLink(label: "Last 7 days", href: "/jobs?q=marketing&posted_after=2026-11-14"),
                ]),
            Facet(
                id: "source",
                title: "Source",
                options: [
                    FilterLink(label: "Any", href: "/jobs?q=marketing", isSelected: true),
                    FilterLink(
                        label: "Arbeitnow",
                        href: "/jobs?q=marketing&source=arbeitnow",
                        count: "102"),
                    FilterLink(
                        label: "Greenhouse: sakura",
                        href: "/jobs?q=marketing&source=sakura",
                        count: "4"),
                ]),
        ],
        keptForPay: [
            HiddenField(name: "q", value: "xylophonist")
        ],
        minPay: "lots",
        currencies: [
            Option(value: "", label: "Any"),
            Option(value: "EUR", label: "EUR", isSelected: true),
            Option(value: "USD", label: "USD"),
            Option(value: "GBP", label: "GBP"),
        ],
        payError: "Enter a whole number, such as 45000.",
        active: [
            Link(label: "Remote", href: "/jobs?q=xylophonist")
        ],
        clearHref: "/jobs?q=xylophonist",
        empty: EmptyState(
            title: "Nothing fits this search",
            text: "Use fewer words, check the spelling, or take a filter away.",
            action: Link(label: "Clear the filters", href: "/jobs?q=xylophonist")))

    static let noPostings = JobsPage(
        query: "",
        summary: "0 postings",
        facets: [
            Facet(
                id: "remote",
                title: "Where",
                options: [
                    FilterLink(label: "Anywhere", href: "/jobs?q=marketing", count: "259"),
                    FilterLink(
                        label: "Remote",
                        href: "/jobs?q=marketing&remote=true",
                        count: "71",
                        isSelected: true),
                    FilterLink(label: "On site", href: "/jobs?q=marketing&remote=false", count: "188"),
                ]),
            Facet(
                id: "type",
                title: "Type",
                options: [
                    FilterLink(label: "Any", href: "/jobs?q=marketing", isSelected: true),
                    FilterLink(
                        label: "Full time",
                        href: "/jobs?q=marketing&type=full_time",
                        count: "203"),
                    FilterLink(label: "Part time", href: "/jobs?q=marketing&type=part_time", count: "12"),
                    FilterLink(label: "Contract", href: "/jobs?q=marketing&type=contract", count: "31"),
                    FilterLink(
                        label: "Internship",
                        href: "/jobs?q=marketing&type=internship",
                        count: "13"),
                ]),
        ],
        minPay: "",
        currencies: [
            Option(value: "", label: "Any"),
            Option(value: "EUR", label: "EUR", isSelected: true),
            Option(value: "USD", label: "USD"),
            Option(value: "GBP", label: "GBP"),
        ],
        clearHref: "/jobs",
        empty: EmptyState(
            title: "No postings yet",
            text: "Collect some from a source, or load a hundred invented ones to try things out.",
            action: Link(label: "Go to sources", href: "/admin"),
            samples: .postings))
}
