internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage
internal import Work

extension Context {
    /// Whether who asks may change anything, or only look.
    var mayAct: Bool { owner?.user.role == .admin }

    /// Seconds between two looks that the address asks for; `nil` while the page rests.
    var interval: Int? {
        request.query["poll"].flatMap { Int($0) }.flatMap { Self.intervals.contains($0) ? $0 : nil }
    }

    private static let intervals = [5, 10, 30, 60]

    /// What stands above an operators' page.
    func desk(isLive: Bool = false) -> Desk {
        var places = [
            ("queues", "/admin/queues"), ("tasks", "/admin/tasks"), ("failures", "/admin/failures"),
            ("activity", "/admin/activity"), ("schedules", "/admin/schedules"), ("workers", "/admin/workers"),
            ("log", "/admin/log"),
        ]
        if mayAct { places.insert(("overview", "/admin"), at: 0) }
        let path = request.path
        let items = places.map { name, href in
            NavItem(
                label: words.text("desk." + name), href: href,
                isCurrent: path == href || href != "/admin" && path.hasPrefix(href + "/"))
        }
        guard isLive else { return Desk(places: items) }
        func address(_ seconds: Int?) -> String {
            let query = request.query.replacing("poll", with: seconds.map(String.init))
            return query.isEmpty ? path : path + "?" + query.encoded
        }
        let intervals = [NavItem(label: words.text("desk.off"), href: address(nil), isCurrent: interval == nil)]
        return Desk(
            places: items,
            intervals: intervals
                + Self.intervals.map { seconds in
                    NavItem(
                        label: words.text("desk.seconds", ["count": String(seconds)]), href: address(seconds),
                        isCurrent: interval == seconds)
                })
    }

    /// Where a live part of this page asks, with the same filter; `nil` while the page rests.
    func deskPoll(_ path: String) -> Poll? {
        guard let interval else { return nil }
        return Poll(path: path + "?" + request.query.encoded, delay: String(interval * 1000))
    }

    /// "09:22:14 UTC"
    var asOf: String { String(UTCDate.format(now).dropFirst(11).prefix(8)) + " UTC" }

    /// A number in a table with the list behind it.
    func figure(_ tally: Tally, _ href: String?, isBad: Bool = false) -> Figure {
        let kind = tally.count == 0 ? "zero" : isBad ? "bad" : ""
        return Figure(value: phrases.tally(tally), href: href, kind: kind)
    }
}

extension Phrases {
    /// "10,000+" where it was not counted to the end.
    func tally(_ tally: Tally) -> String { count(tally.count) + (tally.isExact ? "" : "+") }

    /// "3 s", "2 h", "5 d": the two ends of a span.
    func span(_ from: Date, _ to: Date) -> String {
        let milliseconds = Int(max(0, to.timeIntervalSince(from)) * 1000)
        switch milliseconds {
        case ..<7_200_000: return duration(milliseconds: milliseconds)
        case ..<172_800_000: return "\(milliseconds / 3_600_000) h"
        default: return "\(milliseconds / 86_400_000) d"
        }
    }
}
