"""Where everything of one local stack lives, and what the environment says about it."""

import hashlib
import os
import pwd
import re
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent.parent
POSTGRES_VERSION = "15"  # the package in packages.txt
FALLBACK = Path("/var/lib/resume-hunter")  # for clusters whose data folder their user cannot enter


class Problem(Exception):
    """Something that stops the stack, as one sentence for the person who started it."""


def environment():
    """The process environment over `.env` in the checkout (or HUNTER_ENV_FILE); what is exported wins."""
    values = {}
    file = Path(os.environ.get("HUNTER_ENV_FILE") or HOME / ".env")
    if file.is_file():
        for number, line in enumerate(file.read_text().splitlines(), 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            name, separator, value = line.partition("=")
            name, value = name.removeprefix("export ").strip(), value.strip()
            if not separator or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
                raise Problem(f"{file} line {number} is not of the form NAME=value.")
            if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
                value = value[1:-1]
            values[name] = value
    values.update(os.environ)
    return values


def number(values, name, default, lowest, highest):
    text = values.get(name) or str(default)
    if not re.fullmatch(r"\d{1,6}", text) or not lowest <= int(text) <= highest:
        raise Problem(f"{name} must be a number from {lowest} to {highest}, not '{text}'.")
    return int(text)


@dataclass
class Layout:
    values: dict = field(default_factory=environment)

    def __post_init__(self):
        values = self.values
        self.data = Path(os.path.realpath(HOME / (values.get("HUNTER_DATA") or ".data")))
        self.address = values.get("HUNTER_ADDRESS") or "127.0.0.1"
        self.port = number(values, "HUNTER_PORT", 8080, 0, 65535)  # 0: any free one
        self.workers = number(values, "HUNTER_WORKERS", 1, 0, 256)
        self.webs = number(values, "HUNTER_WEBS", 2, 1, 64)
        self.build_path = HOME / ".build"
        for name, path in (("HUNTER_DATA", self.data), ("The checkout's path", HOME)):
            if re.search(r"[^\w./+ -]", str(path)):
                raise Problem(f"{name} may hold letters, digits, spaces and . _ / + - only, and is '{path}'.")

        self.run = self.data / "run"
        self.logs = self.data / "logs"
        self.redis = self.data / "redis"
        # A Unix socket's path has 108 bytes at most, so the sockets have a short folder of their own.
        self.key = hashlib.sha256(str(self.data).encode()).hexdigest()[:10]
        self.sockets = Path(f"/tmp/hunter-{self.key}")
        self.postgres_sockets = self.sockets / "pg"
        self.redis_socket = self.sockets / "redis.sock"
        self.web_socket = self.sockets / "web.sock"
        self.supervisor_socket = self.sockets / "supervisor.sock"
        self.nginx_conf = self.run / "nginx.conf"
        self.supervisor_conf = self.run / "supervisord.conf"

        self.is_root = os.geteuid() == 0
        self.postgres_user = self.find_postgres_user() if self.is_root else None

    def find_postgres_user(self):
        try:
            return pwd.getpwnam("postgres")
        except KeyError:
            raise Problem("PostgreSQL cannot run as root and there is no user 'postgres': run make setup.") from None

    # --- folders -----------------------------------------------------------------------------------------------

    def make_folders(self):
        """Makes the folders, private to their users."""
        new = not self.data.exists()
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            if new or self.data.stat().st_uid == os.geteuid():
                self.data.chmod(0o711 if self.is_root else 0o700)  # PostgreSQL's user passes through, reads nothing
            for folder in (self.run, self.logs, self.redis):
                folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise Problem(f"The data folder {self.data} cannot be used: {error.strerror}.") from None

    def make_socket_folders(self):
        try:
            self.sockets.mkdir(mode=0o700, exist_ok=True)
            kind = os.lstat(self.sockets)
            if not stat.S_ISDIR(kind.st_mode) or kind.st_uid != os.geteuid():
                raise Problem(f"{self.sockets} belongs to someone else: remove it, then start again.")
            self.sockets.chmod(0o711 if self.is_root else 0o700)
            self.postgres_sockets.mkdir(mode=0o700)
            if self.postgres_user:
                os.chown(self.postgres_sockets, self.postgres_user.pw_uid, self.postgres_user.pw_gid)
        except OSError as error:
            raise Problem(f"The socket folder {self.sockets} cannot be made: {error.strerror}.") from None

    def cluster(self, say=lambda words: None):
        """PostgreSQL's data folder: below HUNTER_DATA, or where its user may enter, with a link that says where."""
        link = self.data / "postgres"
        if link.is_symlink():
            target = Path(os.readlink(link))
            if not target.is_dir():
                raise Problem(
                    f"The database of this data folder should be in {target}, which is gone: bring it back, or remove "
                    f"{link} to start with an empty one."
                )
            return target
        if self.postgres_user and not link.exists() and not can_enter(self.data, self.postgres_user):
            target = FALLBACK / self.key
            say(
                f"{self.data} is closed to the user {self.postgres_user.pw_name}, as whom PostgreSQL runs here: its data "
                f"goes to {target}."
            )
            if target.exists():  # of an earlier data folder in the same place, which someone removed
                aside = target.with_name(f"{target.name}.{int(time.time())}")
                target.rename(aside)
                say(f"An older database was there and is kept as {aside}.")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.parent.chmod(0o711)
            return target
        return link

    # --- programs ----------------------------------------------------------------------------------------------

    def postgres_program(self, name, cluster=None):
        version = POSTGRES_VERSION
        marker = cluster / "PG_VERSION" if cluster else None
        if marker and marker.exists():
            version = marker.read_text().strip()
        program = Path(f"/usr/lib/postgresql/{version}/bin/{name}")
        if not program.exists():
            raise Problem(f"{program} is missing: install the Debian package postgresql-{version} (make setup).")
        return str(program)

    def addresses(self):
        """Where this stack's parts are."""
        return {
            "HUNTER_HOME": str(HOME),
            "HUNTER_DATA": str(self.data),
            "HUNTER_FASTCGI": "inherited",
            "DATABASE_URL": f"postgresql://hunter@/hunter?host={self.postgres_sockets}",
            "REDIS_URL": f"unix://{self.redis_socket}?db=0",
        }

    def product_environment(self):
        """What hunter, hunter-web and hunter-worker get: the user's settings, and where this stack's parts are."""
        return {**self.values, **self.addresses()}


def can_enter(folder, user):
    """Whether this user may pass through the folder, asked as that user."""
    child = os.fork()
    if child == 0:
        try:
            os.initgroups(user.pw_name, user.pw_gid)
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
            os._exit(0 if os.access(folder, os.X_OK) else 1)
        finally:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
