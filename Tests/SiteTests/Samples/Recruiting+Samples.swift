@testable import Site

extension Desk {
    static let recruiting = Desk(places: [
        NavItem(label: "Candidates", href: "/candidates", isCurrent: true),
        NavItem(label: "Job posts", href: "/job-posts"), NavItem(label: "Collections", href: "/collections"),
    ])
}

extension CandidatesPage {
    private static let match = [
        Option(value: "any", label: "any of them", isSelected: true), Option(value: "all", label: "all of them"),
    ]

    static let sample = CandidatesPage(
        desk: .recruiting, skills: "React, SQL", text: "dashboards & \"reports\"", match: match,
        summary: "Nearest first",
        candidates: [
            CandidateRow(
                href: "/resumes/01929d30-0000-7000-8000-000000000001", title: "Marta Lindqvist-Öberg",
                facts: ["Frontend Developer", "8 years of experience", "marta@example.com"], skills: "React, SQL, CSS",
                similarity: "64 % alike", added: .yesterday),
            CandidateRow(
                href: "/resumes/01929d30-0000-7000-8000-000000000002", title: "<script>alert(1)</script>.pdf", facts: []
            ),
        ], nextHref: "/candidates?after=x")

    static let refused = CandidatesPage(
        desk: .recruiting, skills: "a, b", text: "", match: match, summary: "No resume fits.",
        problem: "Name at most 50 skills.")
}

extension CollectionsPage {
    static let sample = CollectionsPage(
        desk: .recruiting, count: NumberField(name: "count", label: "How many", value: "100", maxLength: "7"),
        perPage: NumberField(name: "per_page", label: "A page", value: "10", maxLength: "4"),
        batchSize: NumberField(name: "batch_size", label: "Parsed together", value: "10", maxLength: "4"),
        sourceNote: "No source is set up here: the people are invented.", uploadLimits: "Up to 1,000 files.",
        jobPosts: [
            Option(value: "", label: "No job post", isSelected: true),
            Option(value: "01929d30-0000-7000-8000-000000000003", label: "Frontend Developer"),
        ],
        runs: [
            CollectionRow(
                href: "/collections/01929d30-0000-7000-8000-000000000004", source: "Resume API", when: .justNow,
                state: "Running", stateKind: "busy", done: "120", added: "110", refused: "10"),
            CollectionRow(
                href: "/collections/01929d30-0000-7000-8000-000000000005", source: "Uploads", when: .yesterday,
                state: "Finished", stateKind: "good", done: "12", added: "12", refused: "0"),
        ], nextHref: "/collections?after=x")

    static let refused = CollectionsPage(
        desk: .recruiting,
        count: NumberField(
            name: "count", label: "How many", value: "<b>many", maxLength: "7", error: "Ask for 1 to 10,000 resumes."),
        perPage: NumberField(
            name: "per_page", label: "A page", value: "1000", maxLength: "4", error: "Ask for 1 to 100 a page."),
        batchSize: NumberField(name: "batch_size", label: "Parsed together", value: "10", maxLength: "4"),
        isErrorMode: true, sourceNote: "Invented.", uploadLimits: "Up to 1,000 files.",
        errors: [
            FieldProblem(field: "count", message: "Ask for 1 to 10,000 resumes."),
            FieldProblem(field: "per_page", message: "Ask for 1 to 100 a page."),
        ], uploadError: "Choose a file first.")
}

extension LiveCollection {
    static let underWay = LiveCollection(
        id: "01929d30-0000-7000-8000-000000000004", poll: .soon,
        progress: LiveProgress(
            sentence: "Collecting from Resume API", value: "60", counts: "120 of 200", cancel: .task),
        counts: [Stat(label: "Records", value: "120 of 200"), Stat(label: "New", value: "110")])

    static let done = LiveCollection(
        id: "01929d30-0000-7000-8000-000000000004", summary: "Finished 2 minutes ago.",
        counts: [Stat(label: "Records", value: "200 of 200"), Stat(label: "Refused", value: "120")],
        failures: [
            FailureRow(subject: "resume-7", reason: "It has no name."),
            FailureRow(subject: "<b>resume</b>", reason: "Its skills are no list."),
        ], moreRefused: "20 more are not listed here.",
        reprocess: Deed(
            action: "/collections/01929d30-0000-7000-8000-000000000004/reprocess", label: "Try what was refused again"))

    static let failed = LiveCollection(
        id: "01929d30-0000-7000-8000-000000000004",
        stopped: Stopped(
            kind: "bad", heading: "This run stopped early", message: "The source refuses to answer us (403).",
            advice: "Everything collected before is kept."), counts: [Stat(label: "Records", value: "0")],
        reprocess: Deed(
            action: "/collections/01929d30-0000-7000-8000-000000000004/reprocess", label: "Go on where it stopped"))
}

extension CollectionPage {
    static let progress = CollectionPage(
        desk: .recruiting, title: "Resume API: collection", runID: "01929d30-0000-7000-8000-000000000004",
        started: .justNow, live: .underWay)
    static let done = CollectionPage(
        desk: .recruiting, title: "Resume API: collection", runID: "01929d30-0000-7000-8000-000000000004",
        started: .yesterday, live: .done)
}

extension JobPostsPage {
    static let sample = JobPostsPage(
        desk: .recruiting,
        posts: [
            JobPostRow(
                href: "/job-posts/01929d30-0000-7000-8000-000000000003", title: "Frontend Developer",
                location: "Berlin", candidates: "12 candidates", state: "Open", stateKind: "good", added: .yesterday)
        ], nextHref: "/job-posts?after=x", form: JobPostFields(action: "/job-posts", submit: "Add"))

    static let empty = JobPostsPage(
        desk: .recruiting,
        form: JobPostFields(
            action: "/job-posts", submit: "Add", location: "Berlin",
            errors: [FieldProblem(field: "title", message: "Give it a title of at most 200 characters.")]))
}

extension JobPostPage {
    private static let states = [
        Option(value: "", label: "Any"), Option(value: "new", label: "New", isSelected: true),
        Option(value: "hired", label: "Hired"),
    ]
    private static let fields = JobPostFields(
        action: "/job-posts/01929d30-0000-7000-8000-000000000003/change", submit: "Save", title: "Frontend Developer",
        skills: "React, SQL", description: "We build <i>pages</i>.",
        states: [Option(value: "open", label: "Open", isSelected: true), Option(value: "closed", label: "Closed")])

    static let sample = JobPostPage(
        desk: .recruiting, title: "Frontend Developer", added: .yesterday,
        matchesHref: "/job-posts/01929d30-0000-7000-8000-000000000003/matches",
        counts: [
            Stat(label: "New", value: "10,000+", href: "/job-posts/01929d30-0000-7000-8000-000000000003?status=new"),
            Stat(label: "Hired", value: "0", href: "/job-posts/01929d30-0000-7000-8000-000000000003?status=hired"),
        ], states: states, email: "ada@example.com", filterAction: "/job-posts/01929d30-0000-7000-8000-000000000003",
        candidacies: [
            CandidacyRow(
                id: "01929d30-0000-7000-8000-000000000009", href: "/resumes/01929d30-0000-7000-8000-000000000001",
                title: "Marta Lindqvist-Öberg", email: "marta@example.com", skills: "React, SQL", added: .yesterday,
                action: "/candidacies/01929d30-0000-7000-8000-000000000009/status", states: Array(states.dropFirst()))
        ], nextHref: "/job-posts/01929d30-0000-7000-8000-000000000003?after=x", form: fields)

    static let empty = JobPostPage(
        desk: .recruiting, title: "Frontend Developer", matchesHref: "/job-posts/x/matches", states: states, email: "",
        filterAction: "/job-posts/x", form: fields)
}

extension JobPostMatchesPage {
    private static let address = "/job-posts/01929d30-0000-7000-8000-000000000003"

    private static func page(_ live: LiveJobPostMatches, problem: String? = nil) -> JobPostMatchesPage {
        JobPostMatchesPage(
            desk: .recruiting, title: "Resumes for Frontend Developer", postTitle: "Frontend Developer",
            postHref: address, problem: problem, live: live)
    }

    static let done = page(
        LiveJobPostMatches(
            id: "01929d30-0000-7000-8000-000000000005",
            summary: "240 resumes were scored. The best of them are listed.", ended: .justNow,
            rank: Deed(action: address + "/matches", label: "Rank again"),
            matches: [
                JobPostMatchRow(
                    href: "/matches/01929d30-0000-7000-8000-000000000006", title: "Marta Lindqvist-Öberg",
                    headline: "Frontend <Developer>",
                    email: "marta@example.com", years: "7 years", reason: "You have React, which is required.",
                    matched: "React, SQL", missing: "TypeScript",
                    score: ScoreMark(value: "84", band: "Strong"), state: "Interview"),
                JobPostMatchRow(
                    href: "/matches/01929d30-0000-7000-8000-000000000007", title: "cv.pdf",
                    score: ScoreMark(value: "12", band: "Weak"),
                    add: Deed(
                        action: address + "/candidacies", label: "Add as a candidate", about: "cv.pdf",
                        fields: [HiddenField(name: "resume_id", value: "01929d30-0000-7000-8000-000000000002")])),
            ], nextHref: address + "/matches?after=abc"))

    static let progress = page(
        LiveJobPostMatches(
            id: "01929d30-0000-7000-8000-000000000005", poll: .soon,
            progress: LiveProgress(
                sentence: "Scoring your resumes", value: "60", counts: "144 of 240", cancel: .task)))

    static let empty = page(
        LiveJobPostMatches(
            id: "01929d30-0000-7000-8000-000000000003", rank: Deed(action: address + "/matches", label: "Rank again"),
            none: "You have no resumes that have been read. Collect or upload some first."),
        problem: "Describe the job or name its skills first.")
}

extension LiveJobPostMatches {
    static let failed = LiveJobPostMatches(
        id: "01929d30-0000-7000-8000-000000000005",
        stopped: Stopped(
            kind: "bad", heading: "This ranking stopped", message: "Something went wrong.",
            advice: "What was scored before is kept."),
        rank: Deed(action: "/job-posts/x/matches", label: "Rank 240 resumes"))
}
