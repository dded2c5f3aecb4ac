"""Every parameter that the product reads, and how to send a string through it.

`drift` holds this table to the sources: a name that a handler reads and that is not here fails the tests."""

import json
import re
from dataclasses import dataclass, field

from garbage import wire
from garbage.stack import ADMIN
from harness.stack import HOME

SEARCH = ["q", "remote", "type", "level", "source", "company", "location", "country", "skill", "min_pay", "currency",
          "posted_after", "like", "saved", "arrived_after", "sort", "resume"]

TASKS = ["queue", "kind", "state", "user", "error", "since", "failed", "until", "task", "subject", "worker"]

QUERIES = {
    **{f"/admin/{live}{page}": [*names, "poll"] for live in ("", "live/") for page, names in {
        "queues": [], "tasks": [*TASKS, "after"], "failures": ["span"], "activity": ["span", "queue"], "workers": []}.items()},
    "/admin/tasks/confirm": ["action", "scope", "id", "ids", *TASKS],
    **{f"/admin/{live}tasks/TASK": ["poll"] for live in ("", "live/")},
    "/admin/log": ["after"],
    "/api/v1/admin/tasks": [*TASKS, "limit", "after"],
    "/api/v1/admin/failures": ["span", "limit", "after"],
    "/api/v1/admin/activity": ["span", "queue", "limit", "after"],
    **{f"/api/v1/{name}": ["limit", "after"] for name in ("admin/queues", "admin/workers", "admin/schedules", "sources", "blocks")},
    "/api/v1/admin/log": ["limit", "after"],
    "/jobs": [*SEARCH, "after"],
    "/login": ["next"],
    "/register": ["next"],
    "/matches": ["resume_id", "min_score", "eligible", "open", "q", "new", "sort", "after"],
    "/matches/compare": [*SEARCH, "page"],
    "/api/v1/matches/compare": [*SEARCH, "page", "limit"],
    "/match": ["like"],
    "/resumes/RESUME": ["version"],
    "/api/v1/jobs": ["q", "internship", "remote", "type", "level", "status", "location", "country", "source", "company", "posted_after",
                     "currency", "min_stipend", "max_stipend", "skill", "like", "resume_id", "sort", "limit", "after"],
    "/resumes": ["after"],
    "/saved-searches": ["after"],
    "/api/v1/saved-searches": ["limit", "after"],
    "/api/v1/resumes": ["status", "email", "job_post_id", "created_after", "created_before", "limit", "after"],
    "/api/v1/resumes/search": ["skills", "match", "q", "job_post_id", "limit", "after"],
    "/api/v1/searches/SEARCH/results": ["limit", "after"],
    "/candidates": ["skills", "match", "q", "after"],
    "/collections": ["after"],
    "/job-posts": ["after"],
    "/api/v1/data-collection": ["limit", "after"],
    "/api/v1/mock/resumes": ["page", "per_page", "error_mode", "run"],
    "/api/v1/job-posts": ["status", "limit", "after"],
    "/api/v1/matches": ["resume_id", "posting_id", "min_score", "engine", "eligible", "open", "q", "sort", "limit", "after"],
    "/rankings/new": ["resume_id", "engine", *SEARCH],
    "/api/v1/rankings/cost": ["resume_id", "engine", "search"],
    "/api/v1/vacancies": ["text", "area", "page"],
    "/api/v1/admin/sync-logs": ["state", "source", "limit", "after"],
}  # fmt: skip
ACTIONS = ("retry", "discard", "copy")
FORMS = {
    "/admin/queues/pause": ["queue"],
    "/admin/queues/resume": ["queue"],
    **{f"/admin/tasks/{action}": ["scope", "id", "ids", *TASKS] for action in ACTIONS},
    "/admin/schedules/SCHEDULE/change": ["cron", "zone", "catch_up", "limit"],
    "/register": ["email", "name", "password", "next", "csrf_token"],
    "/login": ["email", "password", "next", "csrf_token"],
    "/matches": ["resume_id", "posting_id", "pair", "engine"],
    "/rankings": ["resume_id", "engine", "confirmed", *SEARCH],
    "/match": ["kind", "text", "location", "level", "type", "min_pay", "internship"],
    "/collections": ["count", "per_page", "batch_size", "error_mode"],
    "/searches": ["url"],
    "/postings": ["text", "title", "company", "location"],
    "/postings/url": ["url"],
    "/jobs/POSTING/edit": ["text", "title", "company", "location"],
    "/settings": [
        "role", "skills", "min_salary", "currency", "location", "work_mode", "preferences", "countries", "languages", "needs_visa",
        "internships", "levels"],
    "/job-posts": ["title", "location", "skills", "description", "status"],
    "/job-posts/00000000-0000-0000-0000-000000000000/candidacies": ["resume_id"],
    "/resumes/RESUME/profile": [
        "version", "name", "email", "phone", "location", "headline", "summary", "years", "level", "skills", "languages",
        "links", *(f"experience-0-{field}" for field in ("title", "company", "place", "start", "end", "bullets", "remove")),
        *(f"education-0-{field}" for field in ("institution", "degree", "area", "year", "remove"))],
    "/resumes/RESUME/version": ["version"],
    "/saved-searches": ["name", "query"],
    "/matches/seen": ["until"],
    "/saved-searches/00000000-0000-0000-0000-000000000000/rename": ["name"],
    "/saved-searches/00000000-0000-0000-0000-000000000000/seen": ["arrival"],
    "/blocks": ["kind", "value", "everyone"],
    "/sources": ["given", "kind", "shared", "query", "place", "country", "area", "days", "board", "region", "company", "address",
                 "category", "level", "location", "app_id", "app_key", "email", "key", "token", "client_id", "client_secret", "pages"],
    "/sources/SOURCE/change": ["cadence", "state"],
    "/sources/SOURCE/settings": ["query", "place", "country", "board", "address", "app_id", "app_key", "key", "token", "client_secret"],
}
BODIES = {
    ("POST", "/api/v1/register"): {"email": "a", "password": "short", "name": "a"},
    ("POST", "/api/v1/login"): {"email": "a", "password": "short"},
    ("PATCH", "/api/v1/me"): {"name": "a"},
    ("PUT", "/api/v1/settings"): {
        "role": "a", "skills": "a", "min_salary": "a", "currency": "a", "location": "a", "work_mode": "a", "preferences": "a",
        "countries": "a", "languages": "a", "needs_visa": "a", "internships": "a", "levels": "a"},
    ("POST", "/api/v1/saved-searches"): {"name": "a", "query": "q=a"},
    ("POST", "/api/v1/search"): {"url": "a"},
    ("POST", "/api/v1/postings"): {"url": "a", "text": "a", "title": "a", "company": "a", "location": "a"},
    ("POST", "/api/v1/match"): {"resume_id": "RESUME", "vacancy_id": "POSTING", "posting_id": "POSTING", "engine": "embedded"},
    ("POST", "/api/v1/rankings"): {"resume_id": "RESUME", "engine": "embedded", "search": "q=a", "max_cost_micros": "0"},
    ("POST", "/api/v1/sources"): {"company": "a", "url": "a", "kind": "a", "name": "a", "settings": "a", "shared": "a"},
    ("PATCH", "/api/v1/sources/SOURCE"): {"enabled": "a", "cadence": "daily", "settings": "a"},
    ("POST", "/api/v1/match/resume"): {
        "resume_text": "a", "location": "a", "internship_only": "a", "job_level": "a", "stipend_min": "a", "limit": "a"},
    ("POST", "/api/v1/match/jd"): {"job_description": "a", "location": "a", "job_type": "a", "limit": "a"},
    ("POST", "/api/v1/admin/refresh-jobs"): {"source": "a"},
    ("POST", "/api/v1/data-collection/trigger"): {"count": "a", "per_page": "a", "batch_size": "a", "error_mode": "a"},
    ("POST", "/api/v1/job-posts"): {"title": "a", "description": "a", "location": "a", "skills": "a", "status": "open"},
    ("POST", "/api/v1/blocks"): {"kind": "a", "value": "a", "everyone": "a"},
    ("POST", "/api/v1/admin/queues/pause"): {"queue": "a"},
    ("POST", "/api/v1/admin/queues/resume"): {"queue": "a"},
    **{("POST", f"/api/v1/admin/tasks/{action}"): {"ids": "a", "filter": "a"} for action in ACTIONS},
    ("PATCH", "/api/v1/admin/schedules/SCHEDULE"): {
        "cron": "a", "time_zone": "a", "catch_up": "a", "catch_up_limit": "a", "is_enabled": "a"},
}
FIELDS = ["Accept", "Accept-Language", "Accept-Encoding", "Authorization", "Content-Type", "Cookie", "HX-Request", "HX-Target", "HX-Trigger",
          "HX-Current-URL", "HX-History-Restore-Request", "Host", "If-Modified-Since", "If-None-Match", "Idempotency-Key", "Origin", "Range",
          "Referer", "Sec-Fetch-Site", "User-Agent", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-HTTP-Method-Override",
          "X-Original-URL", "X-Request-ID", "Forwarded"]  # fmt: skip
COOKIES = ["session", "visitor", "notice", "__Host-session"]
# Where each field is sent: a page, a fragment that may answer 304, and the API.
FIELD_TARGETS = ["/jobs", "/login", "/live/TASK", "/api/v1/jobs", "/css/hunter.css"]
UPLOADS = ["/resumes", "/api/v1/resumes/upload", "/collections/upload", "/api/v1/resumes/bulk"]


@dataclass
class Parameter:
    """One place where a string goes in."""

    kind: str
    method: str
    target: str
    name: str
    # What else the request carries.
    others: dict = field(default_factory=dict)

    def __str__(self):
        return f"{self.kind} {self.method} {self.target} {self.name}"

    @property
    def is_safe(self):
        return self.method == "GET"

    @property
    def asks_outside(self):
        """Whether its answer is another host's, which tests cannot reach."""
        return self.target == "/api/v1/vacancies"

    @property
    def hashes(self):
        """Whether a password is hashed for it, which takes a hundred times as long as anything else."""
        return self.target.rsplit("/", 1)[-1] in ("login", "register") and not self.is_safe

    def send(self, browser, bearer, text):
        """Sends the octets as this parameter, as whoever may; answers the answer."""
        api = self.target.startswith("/api/")
        fields = [("Authorization", b"Bearer " + bearer.encode())] if api else [("Accept", "text/html")]
        body, target = b"", self.target.encode()
        if self.kind == "path":
            target = target.replace(b"{id}", wire.encoded(text))
            body = b"" if api or self.is_safe else wire.urlencoded([("csrf_token", browser.token)])
            if body:
                fields.append(("Content-Type", "application/x-www-form-urlencoded"))
        elif self.kind == "path as it is":
            target = b"/" + bytes(octet for octet in text if octet > 32 and octet != 127)[:7000]
        elif self.kind == "query":
            target += b"?" + wire.encoded(self.name) + b"=" + wire.encoded(text)
        elif self.kind == "form":
            values = {"csrf_token": browser.token, **self.others, self.name: text}
            body = wire.urlencoded(list(values.items()))
            fields.append(("Content-Type", "application/x-www-form-urlencoded"))
        elif self.kind == "json":
            body = json.dumps({**self.others, self.name: text.decode("utf-8", "surrogateescape")}).encode("utf-8", "surrogateescape")
            fields.append(("Content-Type", "application/json"))
        elif self.kind == "header":
            clean = bytes(octet for octet in text if octet not in (0, 10, 13))[:6000]
            fields = [(name, value) for name, value in fields if name.lower() != self.name.lower()] + [(self.name, clean)]
        elif self.kind == "cookie":
            clean = bytes(octet for octet in text if octet not in (0, 10, 13))[:6000]
            fields.append(("Cookie", self.name.encode() + b"=" + clean))
        elif self.kind == "log-in":
            # Only who gets in is sent on; a browser of its own, because it ends the session that it had.
            stranger = wire.Browser(browser.port).learn_token()
            answer = stranger.form(self.target, [*self.others.items(), (self.name, text)])
            stranger.close()
            return answer
        elif self.kind == "upload":
            quoted = text.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
            name, kind, content = (quoted, "text/plain", "Ada") if self.name == "filename" else ("a.txt", text, "Ada")
            if self.name == "content":
                name, kind, content = "a.txt", "text/plain", text
            body, form = wire.multipart([] if api else [("csrf_token", browser.token)], ("file", name, kind, content))
            fields.append(form)
        return browser.ask(self.method, target, body, fields, cookies=not api)


def every(resume, posting, task, schedule, source):
    """The whole table for one account's things."""
    def filled(text):
        return text.replace("RESUME", resume).replace("POSTING", posting).replace("TASK", task).replace("SCHEDULE", schedule).replace("SOURCE", source)

    for method, pattern in routes():
        if "{id}" in pattern:
            yield Parameter("path", method, pattern, "id")
    yield Parameter("path as it is", "GET", "/", "path")
    for target, names in QUERIES.items():
        for name in [*names, "unknown"]:
            yield Parameter("query", "GET", target, name)
    for target, names in FORMS.items():
        for name in names:
            others = {"resume_id": resume} if target in ("/matches", "/rankings") else {}
            yield Parameter("form", "POST", filled(target), name, others)
    yield Parameter("log-in", "POST", "/login", "next", {"email": ADMIN[0], "password": ADMIN[1]})
    for (method, target), values in BODIES.items():
        for name in values:
            yield Parameter("json", method, filled(target), name, {key: filled(value) for key, value in values.items()})
    for name in FIELDS:
        for target in FIELD_TARGETS:
            yield Parameter("header", "GET", filled(target), name)
    for name in COOKIES:
        yield Parameter("cookie", "GET", "/account", name)
    for target in UPLOADS:
        for name in ("filename", "type", "content"):
            yield Parameter("upload", "POST", target, name)


def routes():
    """(method, pattern) of the product's table."""
    text = (HOME / "Sources/App/Site/Routes.swift").read_text().replace("\\(apiBase)", "/api/v1")
    return [(method.upper(), pattern) for method, pattern in re.findall(r'Route\(\.(\w+), "([^"]+)"', text)]


def drift():
    """What the sources read by name and the table does not know, and the routes with a body that it does not send."""
    known = {name for table in (QUERIES, FORMS, BODIES) for names in table.values() for name in names}
    known |= {name.lower() for name in FIELDS} | set(COOKIES)
    read = set()
    for file in (HOME / "Sources/App/Site").rglob("*.swift"):
        text = file.read_text()
        read |= set(re.findall(r'(?:query|fields|form\?)\["(\w+)"\]', text))
        read |= set(re.findall(r'(?:field|parameter)\("(\w+)"', text))
        read |= {name.lower() for name in re.findall(r'request\.headers\["([\w-]+)"\]', text)}
        read |= set(re.findall(r'cookie(?:Name)?\("(\w+)", ', text))
        for body in re.findall(r"struct \w+Body: Decodable \{(.*?)\}", text, re.DOTALL):
            read |= {re.sub(r"(?<=[a-z])([A-Z])", lambda m: "_" + m[1].lower(), name) for name in re.findall(r"var (\w+)", body)}
    search = (HOME / "Sources/App/Site/SearchQuery.swift").read_text()
    read |= set(re.findall(r'"(\w+)"', search.split("static let names = [")[1].split("]")[0]))
    return sorted(read - known)
