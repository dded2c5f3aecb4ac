"""What the README and the documents point at is there."""

import re

import pytest
from harness.stack import HOME

README = (HOME / "README.md").read_text()
DOCUMENTS = [HOME / "README.md", HOME / "docs/architecture.md", *sorted((HOME / "docs/decisions").glob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(document):
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_path_of_the_readme_is_there():
    paths = re.findall(r"`((?:Sources|Tests|templates|public|nginx|docs|\.ci)/[\w./-]+)`", README)
    assert len(paths) > 20
    fetched = {".deps"}
    assert [path for path in paths if "Thing" not in path and "thing" not in path
            and path.split("/")[0] not in fetched and not (HOME / path).exists()] == []  # fmt: skip


def test_every_make_target_of_the_readme_is_in_the_makefile_and_the_other_way_round():
    named = set(re.findall(r"`(?:HUNTER_PORT=8081 )?make ([a-z-]+)`", README))
    made = set(re.findall(r"^([a-z-]+):.*## ", (HOME / "Makefile").read_text(), re.MULTILINE)) | {"test-swift", "test-scripts", "test-browser"}
    assert named == made


def test_every_route_of_the_interface_is_in_the_readme_and_the_other_way_round():
    table = (HOME / "Sources/App/Site/Routes.swift").read_text()
    routes = {(method.upper(), path) for method, path in re.findall(r'Route\(\.(\w+), "\\\(apiBase\)(/[^"]*)"', table)}
    named = set(re.findall(r"`(GET|POST|PATCH|DELETE|PUT) (/[\w/{}-]+)", README))
    outside = {("GET", "/health"), ("GET", "/ready")}
    assert named - outside == routes


def test_decisions_are_numbered_without_a_gap_and_say_their_number():
    files = sorted((HOME / "docs/decisions").glob("*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    assert all(file.read_text().startswith(f"# {int(file.name[:4])}. ") for file in files)


def test_every_package_and_pinned_file_is_named():
    named = README.lower()
    swift = re.findall(r'url: "https://github.com/apple/([\w-]+)", exact: "([\d.]+)"', (HOME / "Package.swift").read_text())
    pins = [line.split()[1:3] for line in (HOME / ".ci/pins.txt").read_text().splitlines() if line and line[0] != "#"]
    assert [name for name, _ in [*swift, *pins] if name.lower() not in named] == []
    assert [version for name, version in swift if f"{name}) {version}" not in README] == []
    runtime = [line.split() for line in (HOME / ".ci/pins.txt").read_text().splitlines() if line.startswith("run")]
    assert [words[1] for words in runtime if f"`{words[1]}` {words[2]}" not in README] == []
