"""The web server's configuration, alone and before a small FastCGI program."""

import os
import re
import socket
import struct
import subprocess
import tempfile
import threading
import time

import pytest
from harness.nginx import Nginx
from harness.stack import HOME, eventually


class Application(threading.Thread):
    """Answers every FastCGI request with the parameters it got, one a line; keeps connections open."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        self.connections = 0
        self.lifetimes = []  # seconds, of connections that nginx has closed

    def run(self):
        while True:
            connection, _ = self.listener.accept()
            self.connections += 1
            threading.Thread(target=self.keep, args=(connection, time.monotonic()), daemon=True).start()

    def keep(self, connection, began):
        self.serve(connection)
        self.lifetimes.append(time.monotonic() - began)

    def serve(self, connection):
        stream, parameters, body = connection.makefile("rb"), b"", 0
        while len(head := stream.read(8)) == 8:
            _, kind, _, length, padding = struct.unpack(">BBHHBx", head)
            content = stream.read(length + padding)[:length]
            if kind == 4:
                parameters += content
            elif kind == 5 and length:
                body += length
            elif kind == 5:
                lines = sorted(f"{name}={value}" for name, value in pairs(parameters)) + [f"body={body}"]
                out = b"Content-Type: text/plain\r\n\r\n" + "\n".join(lines).encode()
                connection.sendall(struct.pack(">BBHHBx", 1, 6, 1, len(out), 0) + out + struct.pack(">BBHHBx", 1, 3, 1, 8, 0) + bytes(8))
                parameters, body = b"", 0


def pairs(data):
    def size(at):
        if data[at] < 128:
            return data[at], at + 1
        return struct.unpack(">I", data[at : at + 4])[0] & 0x7FFFFFFF, at + 4

    at = 0
    while at < len(data):
        name, at = size(at)
        value, at = size(at)
        yield data[at : at + name].decode(), data[at + name : at + name + value].decode()
        at += name + value


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory(prefix="hunter-nginx-", dir="/tmp") as folder:
        yield folder


@pytest.fixture(scope="module")
def application(folder):
    application = Application(f"{folder}/web.sock")
    application.start()
    return application


@pytest.fixture(scope="module")
def nginx(folder, application):
    nginx = Nginx(folder, f"unix:{folder}/web.sock", HUNTER_UPLOAD_LIMIT="100000")
    yield nginx
    nginx.stop()


@pytest.fixture(scope="module")
def trusting(application, tmp_path_factory):
    """The same behind a proxy on loopback that it trusts."""
    with tempfile.TemporaryDirectory(prefix="hunter-nginx-", dir="/tmp") as folder:
        upstream = application.listener.getsockname()
        nginx = Nginx(folder, f"unix:{upstream}", HUNTER_TRUSTED_PROXIES="127.0.0.1,10.0.0.0/8")
        yield nginx
        nginx.stop()


@pytest.fixture(scope="module")
def alone():
    """nginx without its application."""
    with tempfile.TemporaryDirectory(prefix="hunter-nginx-", dir="/tmp") as folder:
        nginx = Nginx(folder, f"unix:{folder}/nobody.sock")
        yield nginx
        nginx.stop()


def test_a_static_file_is_served_with_its_headers(nginx):
    answer = nginx.get("/vendor/htmx.min.js")
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/javascript; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Server"] == "nginx"
    again = nginx.get("/vendor/htmx.min.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304


def test_text_is_compressed_for_those_who_ask(nginx):
    answer = nginx.raw(
        b"HEAD /vendor/htmx.min.js HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    )
    assert "Content-Encoding: gzip" in answer and "Vary: Accept-Encoding" in answer


@pytest.mark.parametrize("path", ["/jobs", "/", "/.env", "/css/.hidden", "/vendor/", "/.well-known/security.txt"])
def test_everything_else_goes_to_the_application(nginx, path):
    assert f"REQUEST_URI={path}" in nginx.get(path).text.splitlines()


def test_the_application_gets_the_request_and_a_fresh_id(nginx):
    lines = nginx.get("/a%20b?c=d&e", headers={"X_Request_Id": "forged", "Proxy": "http://evil"}).text.splitlines()
    for line in ("REQUEST_METHOD=GET", "REQUEST_URI=/a%20b?c=d&e", "QUERY_STRING=c=d&e", "SCRIPT_NAME=/a b",
                 "REMOTE_ADDR=127.0.0.1", "REQUEST_SCHEME=http", "body=0"):  # fmt: skip
        assert line in lines
    (identity,) = [line for line in lines if line.startswith("REQUEST_ID=")]
    assert len(identity) == len("REQUEST_ID=") + 32
    assert not any("forged" in line or "evil" in line for line in lines)


def test_a_body_arrives_whole_and_connections_are_kept(nginx, application):
    nginx.get("/warm")
    before = application.connections
    for _ in range(20):
        assert "body=50000" in nginx.get("/x", "POST", b"x" * 50_000).text.splitlines()
    assert application.connections - before < 5


def test_connections_are_closed_from_this_side_well_before_a_process_that_drains_would(nginx, application):
    """A POST is lost where the other side closes just as it is sent; busy connections count as much as idle ones."""
    server = (HOME / "Sources/Platform/FastCGI/Configuration.swift").read_text()
    grace = int(re.search(r"var drainGrace = (\d+)", server)[1]) / 1000
    application.lifetimes.clear()
    before, busy_until = application.connections, time.monotonic() + grace
    while time.monotonic() < busy_until:
        nginx.get("/busy")
        time.sleep(0.02)
    eventually(lambda: len(application.lifetimes) >= application.connections - before, grace, "the end of idle connections")
    assert max(application.lifetimes) < grace - 0.5


def test_a_post_to_a_static_files_address_is_the_applications(nginx):
    assert "REQUEST_METHOD=POST" in nginx.get("/vendor/htmx.min.js", "POST", b"").text


def test_too_large_a_body_is_refused_with_a_page_or_a_problem(nginx):
    huge = b"x" * (100_000 + (2 << 20) + 1)
    page = nginx.get("/resumes", "POST", huge)
    assert page.status == 413 and "too large" in page.text and page.headers["Content-Type"].startswith("text/html")
    problem = nginx.get("/api/v1/resumes/upload", "POST", huge)
    assert problem.status == 413 and problem.headers["Content-Type"].startswith("application/problem+json")
    assert '"status":413' in problem.text


def test_strangers_cannot_claim_tls_or_another_address(nginx):
    lines = nginx.get("/", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "1.2.3.4"}).text.splitlines()
    assert "REMOTE_ADDR=127.0.0.1" in lines and not any(line.startswith("HTTPS=") for line in lines)


def test_a_trusted_proxy_can(trusting):
    lines = trusting.get("/", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "6.6.6.6, 1.2.3.4"}).text.splitlines()
    assert "REMOTE_ADDR=1.2.3.4" in lines and "HTTPS=on" in lines and "REQUEST_SCHEME=https" in lines


def test_without_the_application_a_page_says_when_to_try_again(alone):
    page = alone.get("/jobs")
    assert page.status == 503 and "busy or restarting" in page.text and page.headers["Retry-After"] == "5"
    assert page.headers["Cache-Control"] == "no-store" and page.headers["Content-Type"] == "text/html; charset=utf-8"
    problem = alone.get("/api/v1/jobs")
    assert problem.status == 503 and problem.headers["Content-Type"].startswith("application/problem+json")


def test_static_files_do_not_need_the_application(alone):
    assert alone.get("/vendor/htmx.min.js").status == 200


@pytest.mark.parametrize(
    "request_bytes",
    [b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"G\0T / HTTP/1.1\r\nHost: a\r\n\r\n",
     b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"],
)  # fmt: skip
def test_malformed_requests_get_a_client_error(nginx, request_bytes):
    assert nginx.raw(request_bytes).startswith("HTTP/1.1 4")


@pytest.mark.parametrize("target", ["/jobs/%zz", "/jobs/x%00", "/jobs?q=" + "a" * 9000])
@pytest.mark.parametrize("base, kind", [("/api/v1", "application/problem+json"), ("http://a/api/v1", "application/problem+json"), ("", "text/html")])
def test_an_address_that_cannot_be_read_is_told_in_the_form_that_was_asked_for(nginx, base, kind, target):
    answer = nginx.raw(f"GET {base}{target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith("HTTP/1.1 4") and f"Content-Type: {kind}" in answer
    assert "Retry-After" not in answer, "it is no better a moment later"


def test_a_value_that_could_say_something_else_to_nginx_is_refused():
    for name, value in (("NGINX_LISTEN", "80; user root"), ("HUNTER_TRUSTED_PROXIES", "1.1.1.1;}"), ("HUNTER_UPLOAD_LIMIT", "1m")):
        settings = {"NGINX_RUN": "/tmp", "NGINX_LISTEN": "1.1.1.1:1", "NGINX_UPSTREAM": "a:1", "PATH": os.environ["PATH"], name: value}
        done = subprocess.run([HOME / "nginx/render"], capture_output=True, text=True, env=settings)
        assert done.returncode == 64 and done.stderr.startswith(f"{name} cannot be")
