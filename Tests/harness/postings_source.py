"""A source of postings of the tests' own: Arbeitnow with as many pages as are wanted, and what it was asked."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


def record(number):
    return {
        "slug": f"posting-{number}", "company_name": f"Quay Maps {number % 50}", "title": f"Cartographer {number}", "remote": number % 2 == 0,
        "description": f"<p>We draw maps of harbours, number {number}.</p><ul><li>SQL and Python</li><li>Patience</li></ul>" + "<p>Tides wait.</p>" * 20,
        "url": f"https://jobs.example.com/posting-{number}", "tags": ["IT"], "job_types": ["full time"], "location": "Hamburg",
        "created_at": 1_767_000_000 + number,
    }  # fmt: skip


class PostingsSource:
    """Listens on a free port of this machine: `address`. `asked` holds the pages in their order, `pause` makes each slow."""

    def __init__(self, pages, size, pause=0.0):
        self.pages, self.size, self.pause = pages, size, pause
        self.asked, self.lock = [], threading.Lock()
        source = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                page = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
                with source.lock:
                    source.asked.append(page)
                time.sleep(source.pause)
                data = source.body(page)
                self.send_response(200)
                for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data))}.items():
                    self.send_header(name, value)
                try:
                    self.end_headers()
                    self.wfile.write(data)
                except ConnectionError:
                    pass  # whoever asked was killed

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def body(self, page):
        first = (page - 1) * self.size
        data = [record(first + place) for place in range(self.size)] if page <= self.pages else []
        following = "https://www.arbeitnow.com/?search=elsewhere" if page < self.pages else None
        return json.dumps({"data": data, "links": {"next": following}, "meta": {}}).encode()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
