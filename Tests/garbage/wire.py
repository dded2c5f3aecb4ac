"""Raw connections: octets to nginx, records to hunter-web, and what comes back, read strictly."""

import json
import select
import socket
import struct
import time


class Malformed(Exception):
    """What came back is not what the protocol allows."""


class Answer:
    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    def all(self, name):
        return [value for field, value in self.fields if field.lower() == name.lower()]

    def __getitem__(self, name):
        return next(iter(self.all(name)), None)

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.body)


def parse(data, closed=True, bodiless=False):
    """The first answer in the octets and what comes after it; None where it is not whole yet."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    lines = data[:end].split(b"\r\n")
    version, _, rest = lines[0].partition(b" ")
    if not version.startswith(b"HTTP/1.") or not rest[:3].isdigit():
        raise Malformed(lines[0][:80])
    fields = []
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        if not colon or not name or any(octet <= 32 or octet > 126 for octet in name):
            raise Malformed(line[:80])
        if any(octet < 32 and octet != 9 or octet == 127 for octet in value):
            raise Malformed(line[:80])
        fields.append((name.decode(), value.strip().decode("latin-1")))
    answer = Answer(int(rest[:3]), fields, b"")
    at = end + 4
    if bodiless or answer.status in (204, 304) or answer.status < 200:
        return answer, data[at:]
    if answer["Transfer-Encoding"] == "chunked":
        while True:
            line = data.find(b"\r\n", at)
            if line < 0:
                return None
            size = int(data[at:line].split(b";")[0], 16)
            if len(data) < line + 4 + size:
                return None
            answer.body += data[line + 2 : line + 2 + size]
            at = line + 4 + size
            if size == 0:
                return answer, data[at:]
    if answer["Content-Length"] is not None:
        size = int(answer["Content-Length"])
        if len(data) < at + size:
            return None
        answer.body = data[at : at + size]
        return answer, data[at + size :]
    if not closed:
        return None
    answer.body = data[at:]
    return answer, b""


def answers(data):
    """Every answer in the octets of a connection."""
    found = []
    while data:
        one = parse(data)
        if one is None:
            raise Malformed(data[:80])
        answer, data = one
        found.append(answer)
    return found


def exchange(address, pieces, silence=0.3, patience=3.0):
    """Sends pieces over a connection of its own and answers all that comes back, until the other side closes or, once
    something came, says nothing for `silence` seconds; for `patience` seconds at most."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    received, start = b"", time.monotonic()
    with socket.socket(family) as connection:
        connection.settimeout(patience)
        connection.connect(address)
        connection.setblocking(False)
        waiting = list(pieces)
        while time.monotonic() - start < patience:
            wants = [connection] if waiting else []
            readable, writable, _ = select.select([connection], wants, [], silence if received else patience)
            if readable:
                try:
                    block = connection.recv(65536)
                except OSError:
                    break
                if not block:
                    break
                received += block
            if writable:
                try:
                    sent = connection.send(waiting[0])
                except OSError:
                    waiting = []
                    continue
                waiting[0] = waiting[0][sent:]
                if not waiting[0]:
                    waiting.pop(0)
                    time.sleep(0.001 if len(pieces) > 1 else 0)
            if not readable and not writable:
                break
    return received


class Browser:
    """One kept connection to nginx, with cookies and the token of its forms."""

    def __init__(self, port, **cookies):
        self.port, self.cookies, self.token = port, dict(cookies), None
        self.connection, self.buffer = None, b""

    def ask(self, method, target, body=b"", fields=(), cookies=True):
        """`target` and the fields are octets or text; answers the one answer."""
        lines = [_octets(method) + b" " + _octets(target) + b" HTTP/1.1"]
        fields = [(_octets(name), _octets(value)) for name, value in fields]
        if not any(name.lower() == b"host" for name, _ in fields):
            lines.append(b"Host: hunter.test")
        if cookies and self.cookies and not any(name.lower() == b"cookie" for name, _ in fields):
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            lines.append(b"Cookie: " + pairs.encode())
        lines += [name + b": " + value for name, value in fields]
        if body or method in ("POST", "PATCH"):
            lines.append(b"Content-Length: %d" % len(body))
        answer = self._send(b"\r\n".join(lines) + b"\r\n\r\n" + body, method == "HEAD")
        for cookie in answer.all("Set-Cookie") if cookies else []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
            if not value:
                del self.cookies[name]
        return answer

    def _send(self, octets, bodiless):
        for attempt in (1, 2):
            try:
                if self.connection is None:
                    self.connection = socket.create_connection(("127.0.0.1", self.port), 30)
                    self.buffer = b""
                self.connection.sendall(octets)
                return self._read(bodiless)
            except (ConnectionError, EOFError):
                # nginx closes after some mistakes, and between two requests whenever it likes.
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError

    def _read(self, bodiless):
        while True:
            one = parse(self.buffer, closed=False, bodiless=bodiless)
            if one:
                answer, self.buffer = one
                if (answer["Connection"] or "").lower() == "close":
                    self.close()
                elif self.buffer:
                    raise Malformed(self.buffer[:80])
                return answer
            block = self.connection.recv(65536)
            if not block:
                raise EOFError
            self.buffer += block

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection, self.buffer = None, b""

    def form(self, target, fields, more=()):
        """Sends a form with the token that belongs to it."""
        body = urlencoded([("csrf_token", self.token), *fields])
        return self.ask("POST", target, body, [("Content-Type", "application/x-www-form-urlencoded"), *more])

    def learn_token(self, page="/login"):
        text = self.ask("GET", page).text
        self.token = text.split('name="csrf_token" value="')[1].split('"')[0]
        return self


def _octets(text):
    return text if isinstance(text, bytes) else text.encode("utf-8")


def encoded(octets):
    """`%XX` for each octet that is not a letter or a digit."""
    octets = _octets(octets)
    return b"".join(bytes([octet]) if chr(octet).isalnum() and octet < 128 else b"%%%02X" % octet for octet in octets)


def urlencoded(fields):
    return b"&".join(encoded(name) + b"=" + encoded(value) for name, value in fields)


def multipart(fields, file=None):
    """A form with octets as they are; `file` is (field, name, type, content)."""
    octets = b""
    for name, value in fields:
        octets += b'--bnd\r\nContent-Disposition: form-data; name="' + _octets(name) + b'"\r\n\r\n' + _octets(value) + b"\r\n"
    if file:
        field, name, kind, content = map(_octets, file)
        octets += b'--bnd\r\nContent-Disposition: form-data; name="' + field + b'"; filename="' + name + b'"\r\nContent-Type: '
        octets += kind + b"\r\n\r\n" + content + b"\r\n"
    return octets + b"--bnd--\r\n", ("Content-Type", "multipart/form-data; boundary=bnd")


# --- FastCGI -------------------------------------------------------------------------------------------------------


def record(kind, content=b"", request=1, padding=0):
    return struct.pack(">BBHHBx", 1, kind, request, len(content), padding) + content + bytes(padding)


def pairs(values):
    octets = b""
    for name, value in values.items():
        for part in (name, value):
            octets += bytes([len(part)]) if len(part) < 128 else struct.pack(">I", len(part) | 1 << 31)
        octets += _octets(name) + _octets(value)
    return octets


def head(request=1, keep=True, role=1, **values):
    values = {"REQUEST_METHOD": "GET", "REQUEST_URI": "/health", "REMOTE_ADDR": "192.0.2.9", **values}
    return record(1, struct.pack(">HB5x", role, keep), request) + record(4, pairs(values), request) + record(4, request=request)


def get(target="/health", keep=True):
    return head(keep=keep, REQUEST_URI=target) + record(5)


def records(data):
    """(kind, request, content) of each record; Malformed where one is cut short or is none."""
    while data:
        if len(data) < 8 or data[0] != 1:
            raise Malformed(data[:40])
        _, kind, request, length, padding = struct.unpack(">BBHHBx", data[:8])
        if len(data) < 8 + length + padding:
            raise Malformed(data[:40])
        yield kind, request, data[8 : 8 + length]
        data = data[8 + length + padding :]


def asked(data):
    """How many requests a stream opens, as far as it is made of records."""
    count = 0
    while len(data) >= 8 and data[0] == 1:
        _, kind, _, length, padding = struct.unpack(">BBHHBx", data[:8])
        count += kind == 1
        data = data[8 + length + padding :]
    return count
