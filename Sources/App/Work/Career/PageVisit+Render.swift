internal import Documents
internal import Logging
internal import Outbound
internal import Tasking

extension PageVisit {
    /// The page as a browser shows it once its scripts have run; nil where there is no browser.
    func render(_ location: WebLocation) throws -> Page? {
        nil
    }
}
