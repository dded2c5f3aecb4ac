"""Starts the whole product, as `make run` does, on a free port and a data folder of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 120  # seconds
STOPS_WITHIN = 150


class StackError(Exception):
    pass


class Stack:
    """`with Stack() as stack:` - then `stack.url`, `stack.hunter("user", "list")`, `stack.pids("hunter-worker")`."""

    def __init__(self, configuration=None, data=None, **settings):
        self.configuration = configuration or os.environ.get("HUNTER_TEST_CONFIGURATION", "debug")
        self.owns_data = data is None
        # PostgreSQL's user must be able to enter, so not pytest's private folder.
        self.data = Path(data or tempfile.mkdtemp(prefix="hunter-test-", dir="/tmp"))
        self.settings = settings
        self.process = None
        self.url = None

    def environment(self):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("HUNTER_")}
        # No test is to meet the daily refresh by the time of day at which it runs.
        fixed = {"HUNTER_ENV_FILE": os.devnull, "HUNTER_PORT": "0", "JOB_REFRESH_TIME": "off"}
        return {**clean, **fixed, **self.settings, "HUNTER_DATA": str(self.data)}

    def launch(self):
        """Starts without waiting."""
        self.output = tempfile.TemporaryFile("w+")
        command = [str(HOME / ".ci/stack"), "run", "--configuration", self.configuration, "--no-build", "--with-parent"]
        self.process = subprocess.Popen(
            command, env=self.environment(), stdin=subprocess.DEVNULL, stdout=self.output, stderr=subprocess.STDOUT
        )
        return self

    def wait_until_ready(self):
        deadline = time.monotonic() + STARTS_WITHIN
        address = self.data / "run" / "url"
        while not (address.exists() and "is ready" in self.printed()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise StackError(f"The stack did not start:\n{self.printed()}")
            time.sleep(0.05)
        self.url = address.read_text().strip().replace("localhost", "127.0.0.1")
        return self

    def start(self):
        return self.launch().wait_until_ready()

    def stop(self, number=signal.SIGINT):
        """Stops as Ctrl-C does and answers the exit code."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
        return self.wait()

    def wait(self):
        return self.process.wait(STOPS_WITHIN)

    def printed(self):
        self.output.seek(0)
        return self.output.read()

    def remove(self):
        if self.process:
            self.stop()
        if self.owns_data:
            link = self.data / "postgres"
            if link.is_symlink():
                shutil.rmtree(os.readlink(link), ignore_errors=True)
            shutil.rmtree(self.data, ignore_errors=True)

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.remove()
            raise

    def __exit__(self, *_):
        self.remove()

    # --- looking in --------------------------------------------------------------------------------------------

    def hunter(self, *words, input=None, check=True):
        """Runs the product's command line on this stack's database and answers the finished process."""
        done = subprocess.run([str(self.data / "hunter"), *words], input=input, capture_output=True, text=True,
                              env=self.environment())  # fmt: skip
        if check and done.returncode:
            raise StackError(f"hunter {' '.join(words)} exited with {done.returncode}: {done.stderr}")
        return done

    def log(self, program):
        """The log so far of a program: web-0, web-1, worker-0, nginx, postgres, redis."""
        file = self.data / "logs" / f"{program}.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def pids(self, program):
        """The processes of this stack whose command runs `program` (hunter-web, hunter-worker, nginx, supervisord)."""
        children = self._descendants(self.process.pid)
        return [pid for pid in children if program in (command := _command(pid)) and "/respawn.py" not in command]

    def sql(self, statement):
        """The lines that psql prints for a statement on this stack's database, columns separated by |."""
        address = self.setting("DATABASE_URL")
        done = subprocess.run(["psql", "-X", "-A", "-t", "-c", statement, address], capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    def setting(self, name):
        """What this stack sets for the product's programs: DATABASE_URL, REDIS_URL."""
        lines = (self.data / "hunter.env").read_text().splitlines()
        return next(line.split("=", 1)[1] for line in lines if line.startswith(name + "="))

    def every_pid(self):
        return self._descendants(self.process.pid)

    def _descendants(self, root):
        parents = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                except OSError:
                    continue
                parents.setdefault(parent, []).append(int(entry.name))
        found, waiting = [], [root]
        while waiting:
            for child in parents.get(waiting.pop(), []):
                found.append(child)
                waiting.append(child)
        return found


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def eventually(condition, seconds=30, what="the condition"):
    """Waits until the condition holds and answers its value."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come about within {seconds} seconds")
        time.sleep(0.05)
    return value
