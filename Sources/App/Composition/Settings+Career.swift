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

        init(_ reader: inout SettingsReader) {
            links = reader.integer("HUNTER_SEARCH_LINKS", default: 100, in: 1...1000)
            pages = reader.integer("HUNTER_SEARCH_PAGES", default: 10, in: 1...200)
            depth = reader.integer("HUNTER_SEARCH_DEPTH", default: 3, in: 0...20)
            pageBytes = reader.integer("HUNTER_PAGE_BYTES", default: 3 << 20, in: 1024...(64 << 20))
            gapSeconds = reader.integer("HUNTER_CRAWL_SECONDS", default: 1, in: 0...60)
            longestGapSeconds = reader.integer("HUNTER_CRAWL_SECONDS_MAX", default: 30, in: 0...3600)
        }
    }
}
