internal import Browsing
internal import Documents
internal import Logging
internal import Outbound
internal import Tasking

extension PageVisit {
    /// The page as a browser shows it once its scripts have run; nil where there is no browser, or it cannot show the page.
    func render(_ location: WebLocation) throws -> Page? {
        guard let browser = services.browser else { return nil }
        try context.checkCancelled()
        do throws(HeadlessBrowser.Failure) {
            let html = try browser.html(of: location.url)
            context.logger.notice(
                "page shown by the browser", metadata: ["url": "\(location.origin + location.target)"])
            return Page(location: location, page: WebPage(html))
        } catch {
            switch error {
            case .busy:
                throw TaskFailure.postponed(for: .seconds(2), code: "browser_busy", "Other pages use the browser.")
            case .timedOut, .tooLarge, .broken:
                // What plain HTTP brought has to do.
                context.logger.warning(
                    "page not shown by the browser", metadata: ["url": "\(location.origin)", "error": "\(error)"])
                return nil
            }
        }
    }
}
