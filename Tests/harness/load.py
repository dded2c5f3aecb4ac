"""A load of HTTP/1.1 requests at a given rate over kept connections, on the standard library.

The loop is open: requests start when their time comes, however slowly the earlier ones are answered, and a latency counts
from that time. Each request takes an idle connection or opens another; none is ever sent twice.
"""

import asyncio
import json
import secrets
import threading
import time
import urllib.parse
from dataclasses import dataclass, field


@dataclass
class Request:
    octets: bytes
    kind: str = "GET"
    marker: str = ""


@dataclass
class Result:
    kind: str
    marker: str
    at: float  # time.monotonic() when it was due
    latency: float = 0.0  # seconds
    status: int = 0  # 0: no answer
    headers: dict = field(default_factory=dict)
    error: str = ""


def get(path, token=None):
    return Request(head("GET", path, token) + b"\r\n")


def post_json(path, value, token=None, marker=""):
    body = json.dumps(value).encode()
    return Request(head("POST", path, token, body, "application/json") + b"\r\n" + body, "POST", marker)


def upload(path, name, data, token):
    """A text file as a form; its name is the marker."""
    boundary = secrets.token_hex(8)
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
    body = part.encode() + data + f"\r\n--{boundary}--\r\n".encode()
    return Request(
        head("POST", path, token, body, f"multipart/form-data; boundary={boundary}") + b"\r\n" + body, "POST", name
    )


def head(method, path, token=None, body=b"", content_type=None):
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept: application/json"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if content_type:
        lines += [f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n").encode()


class Load:
    """`with Load(url, rate, make) as load:` - sends `make(number)` at `rate` a second until the block ends; then `load.results`."""

    def __init__(self, url, rate, make, seconds=None, timeout=20):
        place = urllib.parse.urlsplit(url)
        self.host, self.port = place.hostname, place.port
        self.rate, self.make, self.seconds, self.timeout = rate, make, seconds, timeout
        self.results = []
        self.idle = []
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        if self.seconds is None:
            self.stopping.set()
        self.thread.join()

    async def _run(self):
        began, number, under_way = time.monotonic(), 0, set()
        while not self.stopping.is_set() and not (self.seconds and number >= self.rate * self.seconds):
            due = began + number / self.rate
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            task = asyncio.create_task(self._send(self.make(number), due))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            number += 1
            if number % 16 == 0:
                await asyncio.sleep(0)
        while under_way:
            await asyncio.wait(set(under_way))
        for _, writer in self.idle:
            writer.close()

    async def _send(self, request, due):
        result = Result(request.kind, request.marker, due)
        self.results.append(result)
        connection = None
        try:
            async with asyncio.timeout(self.timeout):
                connection = self.idle.pop() if self.idle else await asyncio.open_connection(self.host, self.port)
                reader, writer = connection
                writer.write(request.octets)
                result.status, result.headers = await read_answer(reader)
            result.latency = time.monotonic() - due
            if result.headers.get("connection") == "close":
                writer.close()
            else:
                self.idle.append(connection)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError) as error:
            result.latency, result.error = time.monotonic() - due, repr(error)
            if connection:
                connection[1].close()


async def read_answer(reader):
    """Status and headers; the body is read and dropped."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(lines[0].split()[1])
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
    if status in (204, 304):
        return status, headers
    if headers.get("transfer-encoding") == "chunked":
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.readexactly(int(headers["content-length"]))
    return status, headers


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
