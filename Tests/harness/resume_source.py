"""A source of resumes of the tests' own: pages of invented people, every tenth of them malformed, some pages refused at first."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SKILLS = [["React", "SQL"], ["React"], ["SQL", "Python"], ["Go", "Docker"]]
MALFORMED = [{"skills": ["React"]}, {"name": "A number", "skills": 42}, {"name": "Nothing"}, {"name": "No mail", "email": "x", "skills": ["SQL"]}]


def record(number):
    identity = {"id": f"person-{number}"}
    if number % 10 == 9:
        return identity | MALFORMED[number // 10 % len(MALFORMED)]
    return identity | {
        "name": f"Person Number {number}", "email": f"person.{number}@people.example", "skills": SKILLS[number % len(SKILLS)],
        "headline": "Developer", "experience": [{"company": "Quay Maps", "title": "Developer", "start": "2019-03", "end": None}],
    }  # fmt: skip


class ResumeSource:
    """Listens on a free port of this machine: `address`. `asked` holds (time, page) of each request, `pause` makes pages slow."""

    def __init__(self, total=200, errors=True, pause=0.0):
        self.total, self.errors, self.pause = total, errors, pause
        self.asked, self.lock = [], threading.Lock()
        source = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                query = parse_qs(urlsplit(self.path).query)
                status, fields, body = source.answer(int(query["page"][0]), int(query["per_page"][0]))
                time.sleep(source.pause)
                data = json.dumps(body).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **fields}.items():
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
        self.address = f"http://127.0.0.1:{self.server.server_port}/resumes"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, page, size):
        with self.lock:
            first_time = page not in self.pages()
            self.asked.append((time.monotonic(), page))
        if self.errors and first_time and page % 5 == 2:
            return 429, {"Retry-After": "1"}, {"error": "too many"}
        if self.errors and first_time and page % 7 == 3:
            return 500, {}, {"error": "failed"}
        numbers = range((page - 1) * size, min(page * size, self.total))
        return 200, {}, {"data": [record(number) for number in numbers], "total": self.total}

    def pages(self):
        return [page for _, page in self.asked]

    def most_within(self, seconds):
        """The most requests that any window of that length holds."""
        times = sorted(time for time, _ in self.asked)
        first = most = 0
        for last, moment in enumerate(times):
            while moment - times[first] > seconds:
                first += 1
            most = max(most, last - first + 1)
        return most

    def close(self):
        self.server.shutdown()
        self.server.server_close()
