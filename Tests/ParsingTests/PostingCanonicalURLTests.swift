import Parsing
import Testing

struct PostingCanonicalURLTests {
    @Test(arguments: [
        ("https://a.example/jobs/1", "https://a.example/jobs/1"),
        ("HTTPS://A.Example:443/Jobs/ABC/#apply", "https://a.example/Jobs/ABC"),
        ("http://a.example:80", "http://a.example/"),
        ("http://a.example:8080/x", "http://a.example:8080/x"),
        ("https://a.example./x", "https://a.example/x"),
        ("https://a.example/x?utm_source=n&UTM_Medium=m&gclid=1&id=7", "https://a.example/x?id=7"),
        ("https://a.example/x?b=2&a=1&b=1", "https://a.example/x?a=1&b=2&b=1"),
        ("https://a.example/x?utm_source=n", "https://a.example/x"),
        ("https://a.example/x?gh_jid=5&gh_src=abc", "https://a.example/x?gh_jid=5"),
        (" https://a.example/a b%c3%a9\u{e9} ", "https://a.example/a%20b%C3%A9%C3%A9"),
        ("https://a.example/?q=%2f", "https://a.example/?q=%2F"),
        ("https://[2001:DB8::1]:443/x", "https://[2001:db8::1]/x"),
    ])
    func `one posting has one canonical address`(text: String, canonical: String) {
        #expect(CanonicalURL(text)?.canonical == canonical)
        #expect(CanonicalURL(canonical)?.canonical == canonical, "canonical already")
    }

    @Test(arguments: [
        "", "x", "//a.example/x", "/x", "ftp://a.example/", "javascript:alert(1)", "mailto:a@b.example", "https://",
        "https:///x", "https://u:p@a.example/", "https://a.example@evil.example/", "http://a.example:99999/",
        "http://a.example:x/", "https://a b/", "https://a.example/\u{0}", "https://a.example/\nx",
        "https://a.example\\b",
        "https://<x>/", "https://./", "data:text/html,x",
    ])
    func `what is not the address of a page is refused`(text: String) {
        #expect(CanonicalURL(text) == nil)
    }

    @Test func `an address beyond the limit is refused`() {
        let long = "https://a.example/" + String(repeating: "x", count: 2_000)
        #expect(CanonicalURL(long) == nil)
        #expect(CanonicalURL(long, maximumBytes: 3_000) != nil)
    }

    @Test func `the address that is linked keeps what the canonical one drops`() {
        let address = CanonicalURL("https://A.example/X/?utm_source=n#part\"'<")
        #expect(address?.url == "https://A.example/X/?utm_source=n#part%22%27%3C")
    }
}
