"""hunter-web as docker-compose.yml runs it, without Docker: two processes with a socket each, one nginx before them.

A process that ends is started again after a pause, as `restart: unless-stopped` does; replacing one is what
.ci/deploy-containers does. The health check is the one of docker-compose.yml.
"""

import os
import signal
import subprocess
import tempfile
import threading
import time

import yaml

from .client import Client
from .load import Load
from .nginx import Nginx, free_port
from .stack import HOME, eventually
from .standing import effects, failed, mixed, stored

PAUSE = 0.1  # seconds: Docker's first


class Replica:
    def __init__(self, stack, address):
        program = HOME / ".build" / stack.configuration / "hunter-web"
        self.command = [str(program)]
        self.environment = {
            **stack.environment(), "HUNTER_HOME": str(HOME), "HUNTER_FASTCGI": address,
            "DATABASE_URL": stack.setting("DATABASE_URL"), "REDIS_URL": stack.setting("REDIS_URL"),
        }  # fmt: skip
        self.lock = threading.Lock()  # held while it is being replaced
        self.start()

    def start(self):
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(self.command, env=self.environment, **quiet)

    def revive(self):
        with self.lock:
            if self.process.poll() is not None:
                time.sleep(PAUSE)
                self.start()

    def is_healthy(self):
        compose = yaml.safe_load((HOME / "docker-compose.yml").read_text())
        command = compose["x-web"]["healthcheck"]["test"][1].replace("$$", "$")
        return subprocess.run(["sh", "-c", command], env=self.environment, stderr=subprocess.DEVNULL).returncode == 0

    def replace(self):
        with self.lock:
            self.stop()
            self.start()
        eventually(self.is_healthy, 30, "the new replica")

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


class Replicas:
    """`kind`: unix as in docker-compose.yml, or tcp for machines of their own."""

    def __init__(self, stack, kind, **settings):
        self.folder = tempfile.TemporaryDirectory(prefix="hunter-replicas-", dir="/tmp")
        places = [f"unix:{self.folder.name}/web-{letter}" for letter in "ab"]
        if kind == "tcp":
            places = [f"127.0.0.1:{free_port()}" for _ in "ab"]
        self.each = [Replica(stack, place if kind == "unix" else f"tcp:{place}") for place in places]
        self.nginx = Nginx(self.folder.name, ",".join(places), **settings)
        self.stopping = threading.Event()
        self.reviver = threading.Thread(target=self.revive, daemon=True)

    def revive(self):
        while not self.stopping.wait(0.02):
            for replica in self.each:
                replica.revive()

    def __enter__(self):
        eventually(lambda: all(replica.is_healthy() for replica in self.each), 30, "both replicas")
        self.reviver.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.reviver.join()
        for replica in self.each:
            replica.process.kill()
            replica.process.wait()
        self.nginx.stop()
        self.folder.cleanup()


def trial(stack, kind, deploys, kills, rate=200):
    """Replaces both, one after the other, `deploys` times; then kills one `kills` times."""
    with Replicas(stack, kind) as replicas:
        client = Client.registered(replicas.nginx.url)
        answers = {}
        for part in ("deploys", "kills"):
            label = f"{kind}{part}"
            with Load(replicas.nginx.url, rate, mixed(client, label)) as load:
                for number in range(deploys if part == "deploys" else kills):
                    if part == "deploys":
                        for replica in replicas.each:
                            replica.replace()
                    else:
                        os.kill(replicas.each[number % 2].process.pid, signal.SIGKILL)
                        time.sleep(1.5)
            lost = failed(load.results)
            answers[part] = {
                "requests": len(load.results), "failed": len(lost), **effects(load.results, stored(stack.sql, label)),
                "kinds": sorted({(one.kind, one.status, one.error) for one in lost}),
            }  # fmt: skip
    return answers
