"""`.ci/setup`, `.ci/packages` and `.ci/fetch`."""

import json
import os
import shutil
import subprocess
import time

import pytest
from harness.stack import HOME


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **options)


@pytest.fixture
def checkout(tmp_path):
    """A copy of the scripts without what they fetched."""
    shutil.copytree(HOME / ".ci", tmp_path / ".ci")
    return tmp_path


def test_setup_does_nothing_and_says_nothing_when_nothing_is_missing():
    began = time.monotonic()
    done = run(HOME / ".ci/setup", "test")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    print(f"setup with nothing to do: {time.monotonic() - began:.2f} s")


def path_with(tmp_path, **programs):
    """A PATH on which these programs answer with these scripts."""
    for name, script in programs.items():
        file = tmp_path / name
        file.write_text("#!/bin/sh\n" + script)
        file.chmod(0o755)
    return f"{tmp_path}:/usr/bin:/bin:/usr/sbin:/sbin"


@pytest.mark.parametrize(
    "script, words",
    [("echo 'Swift version 5.10 (swift-5.10-RELEASE)'", "which is too old"), ("exit 1", "too old")],
)
def test_an_old_toolchain_is_one_clear_sentence(tmp_path, script, words):
    done = run(HOME / ".ci/setup", env={**os.environ, "PATH": path_with(tmp_path, swift=script)})
    assert done.returncode == 1
    assert words in done.stderr and "Swift 6.1 or later" in done.stderr and done.stderr.count("\n") == 1


def test_a_missing_toolchain_is_one_clear_sentence():
    done = run(HOME / ".ci/setup", env={**os.environ, "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"})
    if shutil.which("swift", path="/usr/bin:/bin:/usr/sbin:/sbin"):
        pytest.skip("Swift is installed system-wide")
    assert done.returncode == 1 and done.stderr.startswith("setup: there is no 'swift' on PATH: install Swift 6.1")


def test_without_root_or_sudo_the_missing_packages_are_named(tmp_path):
    programs = {"dpkg-query": "exit 1", "id": "echo 1000", "command": "exit 1"}
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "awk", "sed", "grep", "sort", "env"):
        (tools / name).symlink_to(shutil.which(name))
    path_with(tools, **programs)
    done = run(HOME / ".ci/setup", env={"PATH": str(tools)})
    assert done.returncode == 1
    assert "run as root: apt-get install --no-install-recommends" in done.stderr and "postgresql-15" in done.stderr


def test_packages_prints_sections_and_refuses_unknown_ones():
    done = run(HOME / ".ci/packages", "run", "bench")
    assert {"postgresql-15", "redis-server", "nginx", "supervisor", "wrk"} <= set(done.stdout.split())
    assert run(HOME / ".ci/packages", "nothing").returncode == 2


def test_a_wheel_with_another_checksum_is_refused_and_leaves_nothing(checkout):
    pins = checkout / ".ci/pins.txt"
    (line,) = [line for line in pins.read_text().splitlines() if " django-htmx " in line]
    digest = line.split()[4]
    pins.write_text(line.replace(digest, digest[::-1]) + "\n")
    done = run(checkout / ".ci/fetch", "run")
    assert done.returncode == 1 and done.stderr.startswith("setup: pip download failed")
    assert not (checkout / "public").exists()


def test_a_changed_file_is_fetched_again(checkout):
    pins = checkout / ".ci/pins.txt"
    pins.write_text("".join(line + "\n" for line in pins.read_text().splitlines() if " django-htmx " in line))
    assert run(checkout / ".ci/fetch", "run").returncode == 0
    script = checkout / "public/vendor/htmx.min.js"
    whole = script.read_bytes()
    assert b"htmx" in whole
    script.write_bytes(whole[:100])
    done = run(checkout / ".ci/fetch", "run")
    assert "fetching public/vendor/htmx.min.js" in done.stdout and script.read_bytes() == whole
    assert run(checkout / ".ci/fetch", "run").stdout == ""


def test_what_was_fetched_is_what_the_pins_say():
    for receipt in (HOME / ".deps/receipts").glob("*htmx*"):
        assert json.loads(receipt.read_text())["pin"][:2] == ["django-htmx", "1.29.0"]
