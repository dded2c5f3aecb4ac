"""A load of many kept connections in one thread of Python, for what wrk cannot do: pages that poll when they are told to, and
an exact number of mixed requests."""

import heapq
import re
import selectors
import socket
import time
from collections import deque
from dataclasses import dataclass
from urllib.parse import urlsplit

from keeping import Problem

HEAD_END = b"\r\n\r\n"


@dataclass
class Reply:
    status: int
    head: bytes
    body: bytes


class Reader:
    """Takes the bytes of answers, one answer at a time: with a length, in chunks, or without a body (204, 304)."""

    def __init__(self):
        self.bytes = bytearray()

    def add(self, data):
        """The answer, once it is whole, or None."""
        self.bytes += data
        end = self.bytes.find(HEAD_END)
        if end < 0:
            return None
        head, start = bytes(self.bytes[:end]), end + len(HEAD_END)
        status = int(head[9:12])
        if status in (204, 304):
            return self._taken(Reply(status, head, b""), start)
        length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
        if length:
            whole = start + int(length[1])
            return None if len(self.bytes) < whole else self._taken(Reply(status, head, bytes(self.bytes[start:whole])), whole)
        return self._chunks(status, head, start)

    def _chunks(self, status, head, at):
        body = bytearray()
        while (line := self.bytes.find(b"\r\n", at)) >= 0:
            size = int(self.bytes[at:line], 16)
            at = line + 2 + size + 2
            if len(self.bytes) < at:
                return None
            if size == 0:
                return self._taken(Reply(status, head, bytes(body)), at)
            body += self.bytes[line + 2 : line + 2 + size]
        return None

    def _taken(self, reply, end):
        del self.bytes[:end]
        return reply


class Connection:
    """One kept connection, which asks again when its owner says so."""

    def __init__(self, address, selector):
        self.address, self.selector = address, selector
        self.socket, self.unsent = None, b""
        self.reader = Reader()
        self.asked = 0.0

    def ask(self, request):
        if self.socket is None:
            self.socket = socket.create_connection(self.address, timeout=10)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.socket.setblocking(False)
            self.selector.register(self.socket, selectors.EVENT_READ, self)
        self.asked = time.monotonic()
        self.unsent = memoryview(request)
        self.send()

    def send(self):
        try:
            self.unsent = self.unsent[self.socket.send(self.unsent) :]
        except BlockingIOError:
            pass
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if len(self.unsent) else 0)
        self.selector.modify(self.socket, events, self)

    def receive(self):
        """The answer, once it is whole, or None. nginx ends a connection after many requests: the next opens another."""
        try:
            data = self.socket.recv(1 << 16)
        except BlockingIOError:
            return None
        if not data:
            raise Problem("the server closed a connection in the middle of an answer")
        reply = self.reader.add(data)
        if reply and b"\r\nconnection: close" in reply.head.lower():
            self.close()
        return reply

    def close(self):
        if self.socket:
            self.selector.unregister(self.socket)
            self.socket.close()
            self.socket = None


class Load:
    """Connections that each ask what `next_request(index, reply)` says: (seconds to wait, request bytes), or None to stop."""

    def __init__(self, url, count, next_request):
        parts = urlsplit(url)
        self.selector = selectors.DefaultSelector()
        self.connections = [Connection((parts.hostname, parts.port), self.selector) for _ in range(count)]
        self.next_request = next_request
        self.waiting = []  # (when, index, request)
        self.ready = deque()
        self.answered, self.delays = 0, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.connections:
            connection.close()
        self.selector.close()

    def begin(self, first):
        """`first(index)` answers (seconds to wait, request bytes)."""
        for index in range(len(self.connections)):
            self._plan(index, first(index))

    def run(self, until):
        """Until that time of time.monotonic(), or until nobody asks any more."""
        indices = {id(connection): index for index, connection in enumerate(self.connections)}
        busy = sum(connection.asked > 0 for connection in self.connections)
        while (now := time.monotonic()) < until and (self.waiting or busy):
            while self.waiting and self.waiting[0][0] <= now:
                _, index, request = heapq.heappop(self.waiting)
                self.connections[index].ask(request)
                busy += 1
            pause = min(until, self.waiting[0][0] if self.waiting else until) - time.monotonic()
            for key, events in self.selector.select(max(0, pause)):
                connection = key.data
                if events & selectors.EVENT_WRITE:
                    connection.send()
                if events & selectors.EVENT_READ and (reply := connection.receive()):
                    self.delays.append(time.monotonic() - connection.asked)
                    connection.asked = 0.0
                    self.answered += 1
                    busy -= 1
                    index = indices[id(connection)]
                    self._plan(index, self.next_request(index, reply))

    def _plan(self, index, following):
        if following:
            seconds, request = following
            heapq.heappush(self.waiting, (time.monotonic() + seconds, index, request))


def request(method, path, headers=(), body=b""):
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *headers]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + HEAD_END + body
