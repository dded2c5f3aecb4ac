import Browsing
import Foundation
import Outbound
import TestSupport
import Testing

/// A real Chromium. 127.0.0.2 plays the public address: the guard lists it, and nothing else of this machine.
@Suite(.serialized) struct HeadlessBrowserTests {
    private func browser(_ limits: HeadlessBrowser.Limits = .init()) -> HeadlessBrowser? {
        guard let executable = HeadlessBrowser.find() else {
            print("no Chromium here: nothing was shown by a browser")
            return nil
        }
        let listed = [Network("127.0.0.2")].compactMap(\.self)
        return HeadlessBrowser(executable: executable, egress: EgressGuard(allowed: listed), limits: limits)
    }

    private static func html(_ body: String) -> StubServer.Answer {
        .status(200, headers: [("Content-Type", "text/html")], body: Array("<!doctype html><body>\(body)".utf8))
    }

    @Test func `a page is what its scripts make of it`() throws {
        guard let browser = browser() else { return }
        let site = try StubServer(address: "127.0.0.2") { request in
            request.path == "/list.json"
                ? .json(#"["Swift Engineer"]"#)
                : Self.html(
                    """
                    <div id=list></div><script>
                    fetch('/list.json').then(r => r.json()).then(names => {
                      document.getElementById('list').innerHTML = names.map(n => `<a href="/jobs/1">${n}</a>`).join('')
                    })</script>
                    """)
        }
        let shown = String(decoding: try browser.html(of: site.url()), as: UTF8.self)
        #expect(shown.contains(#"<a href="/jobs/1">Swift Engineer</a>"#))
    }

    @Test func `whatever a page tries, nothing that is not public is reached`() throws {
        guard let browser = browser() else { return }
        let inner = try StubServer { _ in Self.html("secret") }
        let port = inner.port
        let site = try StubServer(address: "127.0.0.2") { request in
            if request.path == "/away" { return .redirect(to: "http://127.0.0.1:\(port)/redirected") }
            return Self.html(
                """
                <img src="http://127.0.0.1:\(port)/image"><iframe src="http://localhost:\(port)/frame"></iframe>
                <link rel=stylesheet href="http://127.1:\(port)/style"><link rel=dns-prefetch href="//rebind.example">
                <iframe src="/away"></iframe><script src="http://[::ffff:127.0.0.1]:\(port)/script"></script>
                <script>
                fetch('http://127.0.0.1:\(port)/fetch').catch(() => 0);
                try { new WebSocket('ws://127.0.0.1:\(port)/socket') } catch (e) {}
                try { new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:\(port)?transport=tcp'}]}).createDataChannel('x') } catch (e) {}
                navigator.sendBeacon('http://localhost:\(port)/beacon');
                setTimeout(() => { document.body.append('done') }, 300)
                </script>
                """)
        }
        let shown = String(decoding: try browser.html(of: site.url()), as: UTF8.self)
        #expect(shown.contains("done") && !shown.contains("secret"))
        #expect(inner.connections == 0)
    }

    @Test func `a page that itself is not public is not shown`() throws {
        guard let browser = browser() else { return }
        let inner = try StubServer { _ in Self.html("secret") }
        let shown = try? browser.html(of: inner.url())
        #expect(shown.map { String(decoding: $0, as: UTF8.self).contains("secret") } != true)
        #expect(inner.connections == 0)
    }

    @Test func `a page without end is given up`() throws {
        guard let browser = browser(.init(scriptSeconds: 1, wallSeconds: 6)) else { return }
        let site = try StubServer(address: "127.0.0.2") { _ in Self.html("<script>for (;;) {}</script>") }
        #expect(throws: HeadlessBrowser.Failure.self) { try browser.html(of: site.url()) }
    }
}
