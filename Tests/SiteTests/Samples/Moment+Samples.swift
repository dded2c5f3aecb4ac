@testable import Site

extension Moment {
    static let justNow = Moment(
        ago: "just now", exact: "21 November 2026, 09:41 UTC", iso: "2026-11-21T09:41:00Z")
    static let threeHoursAgo = Moment(
        ago: "3 hours ago", exact: "21 November 2026, 06:12 UTC", iso: "2026-11-21T06:12:00Z")
    static let yesterday = Moment(
        ago: "yesterday", exact: "20 November 2026, 14:03 UTC", iso: "2026-11-20T14:03:00Z")
    static let twoWeeksAgo = Moment(
        ago: "2 weeks ago", exact: "7 November 2026, 08:00 UTC", iso: "2026-11-07T08:00:00Z")
}
