internal import Base
internal import Composition
internal import Documents
internal import FoundationEssentials
internal import Logging
internal import Outbound
internal import Redis
internal import Sources
internal import Tasking

/// Fetches pages of other people's sites as they ask for it: past their `robots.txt`, no faster than it says, no more bytes than
/// the settings allow.
struct PageVisit {
    let services: Services
    let context: TaskContext

    /// A page that was fetched.
    struct Page {
        /// Where it came from, after redirects.
        var location: WebLocation
        var page: WebPage
    }

    /// Why a page is not to be had, and will not be by asking again.
    struct Refusal: Error {
        /// A sentence for whoever searches.
        var reason: String
    }

    private var settings: Settings.Career { services.settings.career }

    /// Fetches one page.
    /// - Parameter patience: how long to wait for the site's turn; beyond it the task comes back later.
    /// - Throws: ``Refusal``, or a failure of the task where another try may help.
    func fetch(_ url: String, patience: Duration = .seconds(3)) throws -> Page {
        guard let location = WebLocation(url) else { throw Refusal(reason: "This is not the address of a web page.") }
        try admit(location)
        try waitForTurn(location, patience)
        let request = OutboundRequest(
            url: location.url, headers: [OutboundHeader("Accept", "text/html,application/xhtml+xml;q=0.9")],
            maximumBodyBytes: settings.pageBytes)
        let response: OutboundResponse
        do throws(OutboundError) {
            response = try services.visitorClient.send(request)
        } catch {
            throw failure(error)
        }
        let final = WebLocation(response.url) ?? location
        context.logger.notice(
            "page fetched", metadata: ["url": "\(final.origin + final.target)", "status": "\(response.status)"])
        // A redirect to another site asks for what that site allows.
        if final.origin != location.origin { try admit(final) }
        try check(response)
        return Page(location: final, page: WebPage(response.body))
    }

    private func admit(_ location: WebLocation) throws {
        do throws(OutboundError) {
            try services.robots.admit(location)
        } catch {
            guard error.message == RobotsBook.refusal else { throw failure(error) }
            throw Refusal(reason: "The site asks programs not to read this page (robots.txt).")
        }
    }

    /// Seconds between two pages of a site: what it asks for, within reason, or else what the settings say.
    func gap(of location: WebLocation) -> Double {
        let asked = (try? services.robots.robots(of: location.origin))?.crawlDelay ?? 0
        return max(Double(settings.gapSeconds), min(asked, Double(settings.longestGapSeconds)))
    }

    private func waitForTurn(_ location: WebLocation, _ patience: Duration) throws {
        let gap = gap(of: location)
        guard gap > 0 else { return }
        let rate = Rate(1, per: .milliseconds(Int(gap * 1000)))
        let deadline = ContinuousClock.now + patience
        while case .wait(let time) = services.limiter.acquire("crawl:" + location.origin, rate) {
            try context.checkCancelled()
            guard ContinuousClock.now + time <= deadline else {
                throw TaskFailure.postponed(for: time, code: "waiting", "Other pages of this site come first.")
            }
            RetryingClient.block(time + .milliseconds(1))
        }
    }

    private func check(_ response: OutboundResponse) throws {
        switch response.status {
        case 200...299: break
        case 404, 410: throw Refusal(reason: "There is no such page any more (\(response.status)).")
        case 401, 403, 451: throw Refusal(reason: "The site does not let programs read this page (\(response.status)).")
        case 408, 425, 429, 500...599:
            throw TaskFailure.retry(code: "site_failed", "The site answered with status \(response.status).")
        default: throw Refusal(reason: "The site answered with status \(response.status).")
        }
        let type = response.header("Content-Type")?.lowercased() ?? "text/html"
        guard type.contains("html") || type.contains("text/plain") else {
            throw Refusal(reason: "This is not a web page but a file.")
        }
    }

    private func failure(_ error: OutboundError) -> any Error {
        switch error.code {
        case .suspended:
            TaskFailure.postponed(
                for: error.retryAfter ?? .seconds(30), code: "site_busy", "The site is to be left alone for a while.")
        case .retryLater:
            // It was asked and said no: that costs an attempt, or a site that always says so keeps a search alive for ever.
            TaskFailure.retryLater(
                after: error.retryAfter ?? .seconds(30), code: "site_busy",
                "The site asks to be left alone for a while.")
        case .unreachable, .timeout, .interrupted:
            TaskFailure.retry(code: "site_unreachable", "The site does not answer.")
        case .refusedByGuard: Refusal(reason: "This address is not on the public internet.")
        case .unresolvedHost: Refusal(reason: "There is no site of that name.")
        case .tls: Refusal(reason: "The site cannot prove who it is.")
        case .bodyTooLarge, .headersTooLarge: Refusal(reason: "The page is too large.")
        case .tooManyRedirects: Refusal(reason: "The page leads round in circles.")
        case .invalidRequest, .malformedAnswer: Refusal(reason: "The site's answer cannot be read.")
        }
    }
}
