"""A company's small site of our own: a career page whose list is made by its scripts, and the postings it leads to."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TITLES = ["Rust Engineer", "Head Cook", "Night Gardener"]

LIST = """<!doctype html><html lang="en"><head><title>Careers at Moss</title></head><body>
<nav><a href="/">Home</a> <a href="/about">About us</a></nav><main><h1>Open positions</h1><div id="list"></div></main>
<script>
fetch("/openings.json").then(answer => answer.json()).then(openings => {
  for (const opening of openings) {
    const link = document.createElement("a")
    link.href = `/careers/${opening.id}`
    link.textContent = opening.title
    document.getElementById("list").append(link)
  }
})
</script></body></html>"""


def posting(number):
    data = {
        "@context": "https://schema.org", "@type": "JobPosting", "title": TITLES[number], "datePosted": "2026-11-01",
        "hiringOrganization": {"@type": "Organization", "name": "Moss"}, "jobLocationType": "TELECOMMUTE",
        "description": f"<p>We look for a {TITLES[number]} who knows Linux.</p>",
    }  # fmt: skip
    return f'<!doctype html><html><script type="application/ld+json">{json.dumps(data)}</script><h1>{TITLES[number]}</h1></html>'


class CareerSite:
    """Listens on a free port of this machine: `address`; `asked` has the paths that were asked for."""

    def __init__(self):
        self.asked = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append(self.path)
                kind, body = site.answer(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @staticmethod
    def answer(path):
        openings = [{"id": number, "title": title} for number, title in enumerate(TITLES)]
        pages = {"/careers": LIST, **{f"/careers/{number}": posting(number) for number in range(len(TITLES))}}
        if path == "/openings.json":
            return "application/json", json.dumps(openings).encode()
        return "text/html; charset=utf-8", pages.get(path, "").encode()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
