extension Phrases {
    /// The most that is shown of a program's own name.
    private static let deviceLimit = 60

    // The first mark that occurs names it: most browsers also name those they descend from.
    private static let browsers = [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]
    private static let systems = [
        ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"),
        ("Macintosh", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ]

    /// "Firefox on Linux", or the beginning of what the program calls itself.
    func device(_ userAgent: String) -> String {
        let browser = Self.browsers.first { userAgent.contains($0.0) }?.1
        let system = Self.systems.first { userAgent.contains($0.0) }?.1
        if let browser, let system {
            return words.text("account.deviceOn", ["browser": browser, "system": system])
        }
        let name = userAgent.trimmed
        guard !name.isEmpty else { return words.text("account.deviceUnknown") }
        return name.count > Self.deviceLimit ? name.prefix(Self.deviceLimit - 1) + "…" : name
    }
}
