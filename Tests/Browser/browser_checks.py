"""Accessibility by axe-core and markup by the Nu HTML checker, both brought by `make setup`."""

import json
import subprocess
import tempfile
from pathlib import Path

from harness.stack import HOME

AXE = HOME / ".deps/test/axe.min.js"
CHECKER = HOME / ".deps/test/vnu.jar"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def accessibility_problems(page, colours_only=False):
    """Axe's violations of WCAG 2.2 AA on the page as it stands: "rule: what to do (where)". Works where the page's own
    policy refuses scripts, and needs scripts switched on in the context."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text() + "; 0")
    rules = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]} if colours_only else STANDARD
    result = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
    return [
        f"{violation['id']}: {violation['help']} ({', '.join(str(node['target'][0]) for node in violation['nodes'][:5])})"
        for violation in result["violations"]
    ]


def markup_problems(pages):
    """The checker's errors and warnings for (address, HTML) pairs, in one run of Java: "address line: message"."""
    if not pages:
        return []
    with tempfile.TemporaryDirectory() as folder:
        addresses = {}
        for number, (address, html) in enumerate(pages):
            file = Path(folder) / f"{number:04}.html"
            file.write_text(html)
            addresses[str(file)] = address
        done = subprocess.run(
            ["java", "-Xss4m", "-jar", str(CHECKER), "--format", "json", "--stdout", "--exit-zero-always", *addresses],
            capture_output=True, text=True, timeout=300, check=True,
        )  # fmt: skip
        messages = json.loads(done.stdout)["messages"]
    found = []
    for message in messages:
        advice = "attribute is not supported in all browsers" in message["message"]  # inputmode, which harms nobody
        if message["type"] == "error" or message.get("subType") == "warning" and not advice:
            file = message.get("url", "").removeprefix("file:")
            found.append(f"{addresses.get(file, file)} line {message.get('lastLine')}: {message['message']}")
    return found
