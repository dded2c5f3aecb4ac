"""Clients that send or take an octet at a time, or nothing more at all."""

import contextlib
import select
import socket
import struct
import threading
import time

from .client import Client
from .stack import eventually

LARGE = b"Ada Example\n" + b"word " * 1_200_000  # more than a connection's buffers hold


def large_answer(url):
    """A request whose answer is large and comes from hunter-web."""
    client = Client.registered(url)
    made = client.upload("/api/v1/resumes/upload", "large.txt", LARGE, "text/plain")
    assert made.status == 202, made.text
    return f"GET /resumes/{made.json['id']}/file HTTP/1.1\r\nHost: a\r\nCookie: {client.cookie()}\r\n\r\n".encode()


class SlowClients:
    """`count` connections of one kind: `headers` and `body` send an octet at a time and never end, `read` takes no answer."""

    def __init__(self, url, kind, count):
        self.url, self.address = url, (url.split("//")[1].split(":")[0], int(url.rsplit(":", 1)[1]))
        self.kind, self.count, self.sockets = kind, count, []
        if kind == "headers":
            self.first = b"GET /jobs HTTP/1.1\r\nHost: a\r\nX-Slow: "
        elif kind == "body":
            form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000"
            self.first = b"POST /login HTTP/1.1\r\nHost: a\r\n" + form + b"\r\n\r\na="
        else:
            self.first = large_answer(url)

    def __enter__(self):
        for _ in range(self.count):
            connection = socket.socket()
            if self.kind == "read":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            connection.connect(self.address)
            connection.sendall(self.first)
            self.sockets.append(connection)
        if self.kind == "read":  # nginx has to take so many large answers from hunter-web first
            eventually(lambda: all(Client(self.url).get("/login").status == 200 for _ in range(20)), 10, "room for others")
        return self

    def drip(self):
        """One more octet on each; answers how many connections are still open."""
        opened = 0
        for connection in self.sockets:
            with contextlib.suppress(OSError):
                if self.kind != "read":
                    connection.send(b"x", socket.MSG_DONTWAIT)
                opened += 1
        return opened

    def __exit__(self, *_):
        for connection in self.sockets:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()


class Stalled:
    """One slow client of each kind, watched until nginx has closed it; `open_for` says after how many seconds."""

    KINDS = ("headers", "body", "read")

    def __init__(self, url):
        self.began, self.open_for, self.done = time.monotonic(), {}, threading.Event()
        self.clients = {kind: SlowClients(url, kind, 1).__enter__() for kind in self.KINDS}
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self):
        gone = select.POLLRDHUP | select.POLLHUP | select.POLLERR
        while not self.done.wait(0.2) and len(self.open_for) < len(self.KINDS):
            self.clients["headers"].drip()  # never ends; the others send nothing more
            for kind, client in self.clients.items():
                poll = select.poll()
                poll.register(client.sockets[0], select.POLLRDHUP)
                if kind not in self.open_for and any(event & gone for _, event in poll.poll(0)):
                    self.open_for[kind] = time.monotonic() - self.began

    def close(self):
        self.done.set()
        self.thread.join()
        for client in self.clients.values():
            client.__exit__()
