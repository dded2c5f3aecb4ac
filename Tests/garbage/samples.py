"""Hostile input of our own: raw requests, raw records and strings, so that the tests stand alone; and the shared corpus."""

import json
import os

from garbage import wire
from harness.stack import HOME

SHARED = os.environ.get("HUNTER_SHARED") or HOME.parent / "shared"


def _request(line, fields=b"Host: a\r\n", body=b""):
    return line + b" HTTP/1.1\r\n" + fields + b"\r\n" + body


def _post(fields, body=b"a=1"):
    return _request(b"POST /login", b"Host: a\r\nContent-Type: application/x-www-form-urlencoded\r\n" + fields, body)


_SECOND = _request(b"GET /health?second")
_FORM = b"Content-Type: multipart/form-data; boundary="

# name -> (octets, how many answers there may be)
HTTP = {
    "one": (_request(b"GET /health"), 1),
    "two in one": (_request(b"GET /health") * 2, 2),
    "two lengths": (_post(b"Content-Length: 3\r\nContent-Length: 60\r\n") + _SECOND, 1),
    "a length and chunks": (_post(b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n") + _SECOND, 1),
    "chunks that lie": (_post(b"Transfer-Encoding: chunked\r\n", b"3\r\na=1b\r\n0\r\n\r\n") + _SECOND, 1),
    "a chunk of 2^64": (_post(b"Transfer-Encoding: chunked\r\n", b"ffffffffffffffff1\r\na") + _SECOND, 1),
    "chunks by another name": (_post(b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n") + _SECOND, 1),
    "chunks with a space": (_post(b"Transfer-Encoding : chunked\r\n", b"0\r\n\r\n") + _SECOND, 1),
    "a length with a sign": (_post(b"Content-Length: +3\r\n") + _SECOND, 1),
    "a negative length": (_post(b"Content-Length: -1\r\n") + _SECOND, 1),
    "a length in hexadecimal": (_post(b"Content-Length: 0x3\r\n") + _SECOND, 1),
    "a length of 2^80": (_post(b"Content-Length: 1208925819614629174706176\r\n") + _SECOND, 1),
    "a body in a GET": (_request(b"GET /health", b"Host: a\r\nContent-Length: 44\r\n", _SECOND), 2),
    "a folded field": (_request(b"GET /health", b"Host: a\r\nX: a\r\n\tb: c\r\n"), 1),
    "line feeds alone": (b"GET /health HTTP/1.1\nHost: a\n\n", 1),
    "a carriage return alone": (b"GET /health HTTP/1.1\rHost: a\r\r", 1),
    "a NUL in the target": (_request(b"GET /a\0b"), 1),
    "a NUL in a field": (_request(b"GET /health", b"Host: a\r\nX: a\0b\r\n"), 1),
    "no host": (_request(b"GET /health", b""), 1),
    "two hosts": (_request(b"GET /health", b"Host: a\r\nHost: b\r\n"), 1),
    "a host with a path": (_request(b"GET /health", b"Host: a/@evil\r\n"), 1),
    "HTTP/0.9": (b"GET /health\r\n", 1),
    "HTTP/2.0": (b"GET /health HTTP/2.0\r\nHost: a\r\n\r\n", 1),
    "HTTP/9.9": (b"GET /health HTTP/9.9\r\nHost: a\r\n\r\n", 1),
    "the preface of HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 1),
    "TLS": (bytes.fromhex("16030100a5010000a1030352") + b"\0" * 90, 1),
    "noise": (bytes(octet * 197 % 256 for octet in range(3000)), 1),
    "TRACE": (_request(b"TRACE /"), 1),
    "CONNECT": (_request(b"CONNECT a:443", b"Host: a:443\r\n"), 1),
    "a method in small letters": (_request(b"get /health"), 1),
    "a method of its own": (_request(b"FOO-BAR /health"), 1),
    "an asterisk": (_request(b"OPTIONS *"), 1),
    "an absolute target": (_request(b"GET http://evil.example/health"), 1),
    "out of the folder": (_request(b"GET /../../etc/passwd"), 1),
    "out of the folder, encoded": (_request(b"GET /css/%2e%2e/%2e%2e/etc/passwd"), 1),
    "a slash that is none": (_request(b"GET /css/..%2f..%2f..%2fetc%2fpasswd"), 1),
    "an escape cut short": (_request(b"GET /jobs/%"), 1),
    "octets that are no text": (_request(b"GET /jobs/\xff\xfe?q=\xc0\x80"), 1),
    "accents behind slashes": (_request(b"GET /\xcc\x81jobs/\xcc\x81"), 1),
    "a long target": (_request(b"GET /" + b"a" * 20_000), 1),
    "many fields": (_request(b"GET /health", b"Host: a\r\n" + b"X: y\r\n" * 2000), 1),
    "long cookies": (_request(b"GET /jobs", b"Host: a\r\n" + b"Cookie: " + b"a=b; " * 1500 + b"\r\n"), 1),
    "many ranges": (_request(b"GET /css/hunter.css", b"Host: a\r\nRange: bytes=" + b",".join(b"%d-" % i for i in range(900)) + b"\r\n"), 1),
    "a range that is none": (_request(b"GET /css/hunter.css", b"Host: a\r\nRange: bytes=9999999-\r\n"), 1),
    "a condition that fails": (_request(b"GET /css/hunter.css", b'Host: a\r\nIf-Match: "x"\r\n'), 1),
    "an expectation": (_post(b"Expect: 100-continue\r\nContent-Length: 3\r\n"), 2),
    "an unknown expectation": (_post(b"Expect: magic\r\nContent-Length: 3\r\n"), 1),
    "trailers": (_post(b"Transfer-Encoding: chunked\r\nTrailer: Cookie\r\n", b"3\r\na=1\r\n0\r\nCookie: session=x\r\n\r\n"), 1),
    "underscores": (_request(b"GET /health", b"Host: a\r\nContent_Length: 5\r\nX_Forwarded_For: 1\r\n"), 1),
    "a form without a boundary": (_request(b"POST /resumes", b"Host: a\r\n" + _FORM + b"\r\nContent-Length: 2\r\n", b"--"), 1),
    "a form of many parts": (
        _request(b"POST /login", b"Host: a\r\n" + _FORM + b"b\r\nContent-Length: 216007\r\n", b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 4000 + b"--b--\r\n"), 1),
    "a form that does not end": (_request(b"POST /login", b"Host: a\r\n" + _FORM + b"b\r\nContent-Length: 5\r\n", b"--b\r\n"), 1),
}  # fmt: skip

_TARGET = wire.pairs({"REQUEST_METHOD": "GET", "REQUEST_URI": "/health"})
FASTCGI = {
    "one": wire.get(),
    "abort": wire.head() + wire.record(2),
    "body first": wire.record(5, b"abc") + wire.get(),
    "a length that lies": wire.head(REQUEST_METHOD="POST", CONTENT_LENGTH="1000") + wire.record(5, b"abc") + wire.record(5),
    "a request inside a body": wire.head(REQUEST_METHOD="POST", REQUEST_URI="/login", CONTENT_LENGTH=str(len(wire.get())))
    + wire.record(5, wire.get()) + wire.record(5),
    "a request behind a body too long": wire.head(REQUEST_METHOD="POST", REQUEST_URI="/login", CONTENT_LENGTH="3")
    + wire.record(5, b"abc" + wire.get()) + wire.record(5),
    "a filter": wire.head(role=3) + wire.record(5),
    "half a header": wire.get()[:3],
    "half the parameters": wire.get()[:30],
    "a question": wire.record(9, wire.pairs({"FCGI_MAX_CONNS": ""}), 0),
    "twelve questions": wire.record(9, wire.pairs({"FCGI_MAX_CONNS": ""}) * 12, 0) + wire.get(),
    "enormous lengths": wire.record(1, b"\0\1\1\0\0\0\0\0") + wire.record(4, b"\xff\xff\xff\xf0\xff\xff\xff\xf0") + wire.record(4),
    "other people's parameters": wire.record(1, b"\0\1\1\0\0\0\0\0") + wire.record(4, _TARGET, 2) + wire.record(4, request=2),
    "two openings": wire.record(1, b"\0\1\1\0\0\0\0\0") + wire.get(),
    "request 0": wire.head(0) + wire.record(5, request=0),
    "parameters without end": wire.record(1, b"\0\1\1\0\0\0\0\0") + wire.record(4, bytes(60_000)) * 2,
    "an empty request": wire.record(1, b"\0\1\1\0\0\0\0\0") + wire.record(4) + wire.record(5),
    "many variables": wire.record(1, b"\0\1\1\0\0\0\0\0") + wire.record(4, bytes(4000)) + wire.record(4),
    "noise": bytes(octet * 197 % 256 for octet in range(4096)),
    "HTTP": b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
}  # fmt: skip

# Ends strings that a page may show: none of its dangerous characters may come back behind the letters.
MARK = "zq\"zq'zq<zq>"

STRINGS = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' autofocus onfocus='alert(1)", "javascript:alert(1)",
    "</title><svg onload=alert(1)>", "{{csrfToken}}{{{user}}}", "<x hx-get=/logout hx-trigger=load>",
    "' or '1'='1' --", "1; select pg_sleep(5) --", "'||(select pg_sleep(5))||'", "1) or pg_sleep(5) is null --", "' or (select 1 from pg_sleep(5)) is null or '%'='",
    "'; drop table users; --", "1 union select 1,version(),3", "\\'; copy users to '/tmp/x'", "$1", "$$;$$", "%' and 1=1 and '%'='",
    "a\r\nSet-Cookie: session=x", "%0d%0aSet-Cookie:%20session=x", "a\u560a\u560dX-Injected: yes", "a\nb\r\n\r\n<html>",
    "\n{\"level\":\"error\",\"message\":\"forged\"}", "\x1b[31mred\x1b[0m", "a\u0085b\u2028c\u2029d",
    "//evil.example", "/\\evil.example", "https://evil.example/", "///evil.example", "/\t/evil.example", "/%09/evil.example",
    "../../../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "....//....//etc/passwd", "/etc/passwd\0.pdf", "file:///etc/passwd",
    "C:\\boot.ini", ".htaccess", "a\".pdf\"; filename=\"b.html", "x.pdf\r\nContent-Type: text/html",
    "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+1", "-1", "`id`", "$(id)", "; cat /etc/passwd", "| id", "%s%n%x",
    "NaN", "1e400", "-9223372036854775809", "0x1p3", "[]", "{\"$gt\":\"\"}", "null", "true", "", " ", "\u202e", "e\u0301\u0301", "/\u0301",
    "\ufffe\U0010ffff", "\u00e9" * 3500, "a" * 5000, "*)(uid=*))(|(uid=*", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
]  # fmt: skip


def shared(kind):
    """The folder of the shared corpus, or None, which a test says in one line."""
    folder = os.path.join(SHARED, "corpus", kind)
    if os.path.isdir(folder):
        return folder
    print(f"{folder} is not there: only our own samples are tried.")
    return None


def shared_files(suffix):
    folder = shared("http")
    for name in sorted(os.listdir(folder)) if folder else []:
        if name.endswith(suffix):
            with open(os.path.join(folder, name), "rb") as file:
                yield name, file.read()


def shared_strings():
    """Every line of every list, as octets, once."""
    folder, found = shared("strings"), {}
    for name in sorted(os.listdir(folder)) if folder else []:
        with open(os.path.join(folder, name), "rb") as file:
            data = file.read()
        if name.endswith(".json"):
            for text in _texts(json.loads(data)):
                found[text.encode("utf-8", "surrogatepass")] = None
        else:
            for line in data.split(b"\n"):
                found[line.rstrip(b"\r")] = None
    return list(found)


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
