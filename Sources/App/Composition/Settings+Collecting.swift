internal import Configuration
internal import Sources

extension Settings {
    /// How postings are collected.
    public struct Collecting: Sendable {
        /// Base addresses by kind of source, where others than the public ones are set.
        public var addresses: [String: String]
        /// Keys and the like by kind of source, for sources that have none of their own.
        public var keys: [String: [String: String]]
        /// Who can be reached about our requests: a mail address or a page.
        public var contact: String
        /// Encrypts the keys that sources have of their own; empty for a key in the data folder.
        public var secretKey: String
        /// Sources that one account may have of its own.
        public var sourcesPerUser: Int
        /// Searches that people may have at HH at once, and seconds that one may take.
        public var searchesAtOnce: Int
        public var searchSeconds: Int
        /// Days that a posting stays open after it was last seen.
        public var expiryDays: Int
        /// Days that an expired one is kept as it was, before its description is compressed.
        public var archiveDays: Int

        /// What sources are told of who asks.
        public var userAgent: String {
            contact.isEmpty ? "ResumeHunter/1.0" : "ResumeHunter/1.0 (\(contact))"
        }
    }
}

extension Settings.Collecting {
    init(_ reader: inout SettingsReader) {
        addresses = [
            Adzuna.kind: reader.text("ADZUNA_URL", default: "https://api.adzuna.com"),
            Arbeitnow.kind: reader.text("ARBEITNOW_URL", default: "https://www.arbeitnow.com"),
            Ashby.kind: reader.text("ASHBY_URL", default: "https://api.ashbyhq.com"),
            Greenhouse.kind: reader.text("GREENHOUSE_URL", default: "https://boards-api.greenhouse.io"),
            HeadHunter.kind: reader.text("HH_URL", default: "https://api.hh.ru"),
            Lever.kind: reader.text("LEVER_URL", default: "https://api.lever.co"),
            "lever_eu": reader.text("LEVER_EU_URL", default: "https://api.eu.lever.co"),
            Muse.kind: reader.text("MUSE_URL", default: "https://www.themuse.com"),
            RemoteOK.kind: reader.text("REMOTEOK_URL", default: "https://remoteok.com"),
            USAJobs.kind: reader.text("USAJOBS_URL", default: "https://data.usajobs.gov"),
        ]
        keys = [
            Adzuna.kind: [
                "app_id": reader.text("ADZUNA_APP_ID", default: ""),
                "app_key": reader.text("ADZUNA_APP_KEY", default: ""),
            ],
            HeadHunter.kind: [
                "token": reader.text("HH_TOKEN", default: ""), "client_id": reader.text("HH_CLIENT_ID", default: ""),
                "client_secret": reader.text("HH_CLIENT_SECRET", default: ""),
            ],
            Muse.kind: ["key": reader.text("MUSE_KEY", default: "")],
            USAJobs.kind: [
                "email": reader.text("USAJOBS_EMAIL", default: ""), "key": reader.text("USAJOBS_KEY", default: ""),
            ],
        ]
        contact = reader.text("HUNTER_CONTACT", default: "")
        secretKey = reader.text("HUNTER_SECRET_KEY", default: "")
        sourcesPerUser = reader.integer("HUNTER_SOURCES_PER_USER", default: 20, in: 0...1000)
        searchesAtOnce = reader.integer("HUNTER_VACANCY_SEARCHES", default: 2, in: 1...64)
        searchSeconds = reader.integer("HUNTER_VACANCY_SECONDS", default: 8, in: 1...60)
        expiryDays = reader.integer("JOB_EXPIRY_DAYS", default: 30, in: 1...3650)
        archiveDays = reader.integer("JOB_ARCHIVE_DAYS", default: 30, in: 1...3650)
        if contact.utf8.contains(where: { $0 < 32 || $0 == 127 }) {
            reader.report("HUNTER_CONTACT must be a mail address or the address of a page.")
        }
        if !secretKey.isEmpty, secretKey.utf8.count != 64 || !secretKey.utf8.allSatisfy(Self.isHex) {
            reader.report("HUNTER_SECRET_KEY must be 64 hexadecimal digits, such as openssl rand -hex 32 prints.")
        }
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...102).contains(byte | 32)
    }
}
