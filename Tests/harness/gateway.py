"""One connection to hunter-web that is kept, as nginx keeps them: FastCGI, record by record."""

import re
import socket
import struct


class Gateway:
    def __init__(self, stack):
        configuration = (stack.data / "run" / "nginx.conf").read_text()
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.settimeout(20)
        self.connection.connect(re.search(r"server unix:(\S+)", configuration)[1])
        self.stream = self.connection.makefile("rb")

    def post(self, path):
        """The status of a POST without a body; None where the connection ends instead."""
        pairs = {"REQUEST_METHOD": "POST", "REQUEST_URI": path, "SCRIPT_NAME": path, "SERVER_PROTOCOL": "HTTP/1.1", "CONTENT_LENGTH": "0"}
        content = b"".join(bytes([len(name), len(value)]) + (name + value).encode() for name, value in pairs.items())
        octets = record(1, bytes([0, 1, 1, 0, 0, 0, 0, 0])) + record(4, content) + record(4) + record(5)
        try:
            self.connection.sendall(octets)
            return self.answer()
        except OSError:
            return None

    def answer(self):
        output = b""
        while len(head := self.stream.read(8)) == 8:
            _, kind, _, length, padding = struct.unpack(">BBHHBx", head)
            content = self.stream.read(length + padding)[:length]
            if kind == 6:
                output += content
            elif kind == 3:
                return int(re.match(rb"Status: (\d+)", output)[1])
        return None

    def close(self):
        self.stream.close()
        self.connection.close()


def record(kind, content=b""):
    return struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content
