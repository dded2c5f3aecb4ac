"""A small Arbeitnow of our own: pages of invented postings, one record of them malformed; and one company's board at Greenhouse."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


def record(number):
    return {
        "slug": f"gardener-of-bytes-{number}",
        "company_name": f"Moss and Byte {number}",
        "title": f"Gardener of Bytes {number}",
        "description": f"<p>We tend <strong>server gardens</strong>.</p><ul><li>Linux and pruning, year {number}</li></ul>",
        "remote": number % 2 == 0,
        "url": f"https://jobs.example.com/gardener-of-bytes-{number}",
        "tags": ["IT"],
        "job_types": ["full time"],
        "location": "Hamburg",
        "created_at": 1_767_000_000 + number,
    }


def greenhouse():
    """The board of Quay Maps, as Greenhouse answers: the content is escaped twice."""
    jobs = [
        {
            "id": number, "absolute_url": f"https://boards.example.com/quaymaps/{number}", "title": f"Chart Maker {number}",
            "company_name": "Quay Maps", "location": {"name": "Porto, Portugal"}, "content": "&lt;p&gt;Maps of &lt;b&gt;harbours&lt;/b&gt;&lt;/p&gt;",
        } for number in range(3)
    ]  # fmt: skip
    return {"jobs": jobs, "meta": {"total": len(jobs)}}


class JobBoard:
    """Listens on a free port of this machine: `address`, and `hold`, cleared to keep the second page waiting."""

    PAGES, PAGE_SIZE = 3, 4

    def __init__(self):
        self.hold = threading.Event()
        self.hold.set()
        self.asked = []
        board = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                path = urlsplit(self.path).path
                if path.startswith(("/v0/", "/v1/", "/posting-api/")):
                    return self.answer(greenhouse() if path == "/v1/boards/quaymaps/jobs" else None)
                page = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
                board.asked.append(page)
                if page > 1:
                    board.hold.wait(30)
                self.answer(board.page(page))

            def answer(self, value):
                body = json.dumps(value or {"error": "Document not found"}).encode()
                self.send_response(200 if value else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self, number):
        first = (number - 1) * self.PAGE_SIZE
        records = [record(first + place) for place in range(self.PAGE_SIZE)] if number <= self.PAGES else []
        if number == 2:
            records[1] = {"slug": "a-posting-without-a-title", "url": "https://jobs.example.com/untitled", "description": "<p>…</p>"}
        following = f"https://www.arbeitnow.com/api/job-board-api?page={number + 1}" if number < self.PAGES else None
        return {"data": records, "links": {"next": following}, "meta": {"terms": "For tests."}}

    def close(self):
        self.hold.set()
        self.server.shutdown()
        self.server.server_close()
