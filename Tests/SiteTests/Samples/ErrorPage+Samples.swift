@testable import Site

extension ErrorPage {
    static let status403 = ErrorPage(
        status: "403",
        heading: "This is not open to you",
        message: "Your account may not see this page or do this.",
        advice: "If you think it should, ask whoever runs this installation.",
        links: [
            Link(label: "Go to the first page", href: "/"),
            Link(label: "Go to postings", href: "/jobs"),
        ],
        requestID: "7f3c2a90d14be655")

    static let status404 = ErrorPage(
        status: "404",
        heading: "There is nothing here",
        message: "The page was moved or deleted, or it belongs to another account.",
        advice: "Check the address, or start from one of these:",
        links: [
            Link(label: "Go to the first page", href: "/"),
            Link(label: "Go to postings", href: "/jobs"),
        ],
        requestID: "7f3c2a90d14be655")

    static let status405 = ErrorPage(
        status: "405",
        heading: "That cannot be done here",
        message: "This address exists, but not for what you tried. Nothing was changed.",
        advice: "Go back and use the buttons of the page.",
        links: [
            Link(label: "Go to the first page", href: "/"),
            Link(label: "Go to postings", href: "/jobs"),
        ],
        requestID: "7f3c2a90d14be655")

    static let status413 = ErrorPage(
        status: "413",
        heading: "That was too large",
        message: "What you sent is larger than 10 MB. Nothing was stored.",
        advice: "Save a smaller version, for example without pictures, and send that.",
        links: [
            Link(label: "Go to the first page", href: "/"),
            Link(label: "Go to postings", href: "/jobs"),
        ],
        requestID: "7f3c2a90d14be655")

    static let status429 = ErrorPage(
        status: "429",
        heading: "That was too quick",
        message: "You sent many requests in a short time. Nothing is lost.",
        advice: "Try again in 30 seconds.",
        links: [
            Link(label: "Go to the first page", href: "/"),
            Link(label: "Go to postings", href: "/jobs"),
        ],
        requestID: "7f3c2a90d14be655")

    static let status500 = ErrorPage(
        status: "500",
        heading: "Something went wrong on our side",
        message: """
            It has been written down. What you had saved before is safe; what you just sent may \
            not have been stored.
            """,
        advice: "Try again in a minute.",
        links: [
            Link(label: "Go to the first page", href: "/"),
            Link(label: "Go to postings", href: "/jobs"),
        ],
        requestID: "7f3c2a90d14be655")

    static let status503 = ErrorPage(
        status: "503",
        heading: "We are busy or restarting",
        message: "Your data is safe; this usually passes within a minute.",
        advice: "Try again in 30 seconds.",
        links: [
            Link(label: "Go to the first page", href: "/"),
            Link(label: "Go to postings", href: "/jobs"),
        ],
        requestID: "7f3c2a90d14be655")

    static let other = ErrorPage(
        status: "418",
        heading: "That did not work",
        message: "Nothing was changed.",
        advice: "Go back and try again.",
        links: [
            Link(label: "Go to the first page", href: "/"),
            Link(label: "Go to postings", href: "/jobs"),
        ],
        requestID: "7f3c2a90d14be655")
}
