@testable import Site

extension AdminPage {
    static let sample = AdminPage(
        desk: .admin,
        stats: [
            Stat(label: "Open postings", value: "12,408", href: "/jobs"),
            Stat(label: "Resumes", value: "4"),
            Stat(label: "Matches", value: "57"),
            Stat(label: "Accounts", value: "3", href: "#accounts"),
            Stat(label: "Tasks waiting", value: "156", href: "/admin/queues"),
        ],
        samples: .postings,
        sources: [
            SourceRow(
                name: "Arbeitnow",
                href: "/sources/1",
                kind: "Arbeitnow",
                state: "Running",
                stateKind: "busy",
                postings: "12,301",
                postingsHref: "/jobs?source=arbeitnow",
                lastRun: LastRun(href: "/runs/1", when: .justNow, outcome: "300 received, 41 new")),
            SourceRow(
                name: "Greenhouse: sakura",
                href: "/sources/2",
                kind: "Greenhouse board: sakura",
                state: "Failing",
                stateKind: "bad",
                problem: "The source answered 404: there is no board of this name.",
                postings: "4",
                postingsHref: "/jobs?source=sakura",
                lastRun: LastRun(href: "/runs/3", when: .twoWeeksAgo, outcome: "0 received"),
                refreshAction: "/admin/sources/2/refresh"),
            SourceRow(
                name: "Import",
                href: "/sources/3",
                kind: "Import",
                state: "Ready",
                stateKind: "good",
                postings: "259",
                postingsHref: "/jobs?source=import",
                refreshAction: "/admin/sources/3/refresh"),
        ],
        runs: [
            RunRow(
                href: "/runs/1",
                when: .justNow,
                source: "Arbeitnow",
                state: "Running",
                stateKind: "busy",
                pages: "3 of 12",
                received: "300",
                added: "41",
                refused: "2",
                took: "14 s"),
            RunRow(
                href: "/runs/2",
                when: .yesterday,
                source: "Arbeitnow",
                state: "Finished",
                stateKind: "good",
                pages: "12 of 12",
                received: "1,200",
                added: "1,183",
                refused: "17",
                took: "58 s"),
            RunRow(
                href: "/runs/3",
                when: .twoWeeksAgo,
                source: "Greenhouse: sakura",
                state: "Failed",
                stateKind: "bad",
                pages: "0",
                received: "0",
                added: "0",
                refused: "0",
                took: "30 s"),
        ],
        accounts: [
            AccountRow(
                email: "marta@example.com",
                name: "Marta Lindqvist-Öberg",
                role: "Admin",
                joined: .twoWeeksAgo,
                resumes: "4",
                matches: "57"),
            AccountRow(
                email: "екатерина@пример.рф",
                name: "Екатерина",
                role: "Seeker",
                joined: .yesterday,
                resumes: "0",
                matches: "0"),
        ])

    static let empty = AdminPage(
        desk: .admin,
        stats: [
            Stat(label: "Open postings", value: "0", href: "/jobs")
        ],
        sources: [
            SourceRow(
                name: "Arbeitnow",
                href: "/sources/1",
                kind: "Arbeitnow",
                state: "Ready",
                stateKind: "good",
                postings: "0",
                postingsHref: "/jobs?source=arbeitnow",
                refreshAction: "/admin/sources/1/refresh")
        ],
        accounts: [
            AccountRow(
                email: "marta@example.com",
                name: "",
                role: "Admin",
                joined: .justNow,
                resumes: "0",
                matches: "0")
        ])
}
