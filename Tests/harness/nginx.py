"""The web server with the product's configuration, on a free port of loopback."""

import http.client
import os
import socket
import subprocess
from pathlib import Path

from .stack import HOME, eventually


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Nginx:
    def __init__(self, folder, upstream, **settings):
        self.port = free_port()
        self.run = Path(folder)
        rendered = subprocess.run(
            [HOME / "nginx/render"], capture_output=True, text=True, check=True,
            env={
                "PATH": os.environ["PATH"], "NGINX_RUN": str(folder), "NGINX_LISTEN": f"127.0.0.1:{self.port}",
                "NGINX_UPSTREAM": upstream, "NGINX_USER": "root" if os.geteuid() == 0 else "", "NGINX_CONNECTIONS": "256",
                **settings,
            },
        )  # fmt: skip
        (self.run / "nginx.conf").write_text(rendered.stdout)
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-e", "stderr", "-c", str(self.run / "nginx.conf")])
        eventually(self.listens, 10, "nginx")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def get(self, path, method="GET", body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer

    def raw(self, data):
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(data)
            answer = b""
            while block := connection.recv(65536):
                answer += block
            return answer.decode()

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
