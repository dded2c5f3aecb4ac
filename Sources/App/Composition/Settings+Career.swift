internal import Browsing
internal import Configuration

extension Settings {
    /// Searches of career pages.
    public struct Career: Sendable {
        /// Postings that one search reads, pages of the list that it goes through, and links from the first page to the last.
        public var links: Int
        public var pages: Int
        public var depth: Int
        /// Bytes of one page, decoded.
        public var pageBytes: Int
        /// Seconds between two pages of one site, and the most that a site may ask for.
        public var gapSeconds: Int
        public var longestGapSeconds: Int

        /// The program that shows pages whose lists their scripts make: `auto`, `off`, or a path.
        public var browser: String
        /// Seconds that one page may take in it, and how many of them one worker runs at once.
        public var browserSeconds: Int
        public var browsersAtOnce: Int

        /// The browser's program; nil where there is none, or it is not wanted.
        public var browserPath: String? {
            switch browser {
            case "off": nil
            case "auto": HeadlessBrowser.find()
            default: browser
            }
        }

        init(_ reader: inout SettingsReader) {
            links = reader.integer("HUNTER_SEARCH_LINKS", default: 100, in: 1...1000)
            pages = reader.integer("HUNTER_SEARCH_PAGES", default: 10, in: 1...200)
            depth = reader.integer("HUNTER_SEARCH_DEPTH", default: 3, in: 0...20)
            pageBytes = reader.integer("HUNTER_PAGE_BYTES", default: 3 << 20, in: 1024...(64 << 20))
            gapSeconds = reader.integer("HUNTER_CRAWL_SECONDS", default: 1, in: 0...60)
            longestGapSeconds = reader.integer("HUNTER_CRAWL_SECONDS_MAX", default: 30, in: 0...3600)
            browser = reader.text("HUNTER_BROWSER", default: "auto")
            browserSeconds = reader.integer("HUNTER_BROWSER_SECONDS", default: 40, in: 5...300)
            browsersAtOnce = reader.integer("HUNTER_BROWSERS", default: 1, in: 1...16)
        }
    }
}
