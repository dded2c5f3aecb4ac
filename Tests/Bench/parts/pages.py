"""The same results page, fifty rows of ten fields, by each renderer in its own process on one core."""

import contextlib
import html
import json
import os
import subprocess

from keeping import Keeper, Problem
from measuring import Aim, Measurement
from peers import rows
from peers.servers import HERE, VENV

TITLE = "renderers on one core, one page of 50 rows and 10 fields"
NOTE = (
    "Every page holds the same characters once the five escaped ones are read back (checked before measuring); `hand` is Swift "
    "appending bytes without a template, so its share is what templates still cost."
)
AIMS = [
    Aim("templates over plain PHP", ("templates", "value"), ("php", "value"), at_least=1.5),
    Aim("templates over Twig", ("templates", "value"), ("twig", "value")),
    Aim("templates over Jinja2", ("templates", "value"), ("jinja2", "value"), at_least=10),
    Aim("templates' share of bytes by hand", ("templates", "value"), ("hand", "value")),
    Aim("bytes by hand over plain PHP", ("hand", "value"), ("php", "value")),
]
NAMES = {
    "templates": "Swift, the product's templates", "hand": "Swift, bytes by hand", "php": "PHP, plain", "twig": "PHP, Twig",
    "jinja2": "Python, Jinja2",
}  # fmt: skip
# The command line's PHP gets the opcode cache that php-fpm has by default.
PHP = ["/usr/bin/php", "-d", "opcache.enable_cli=1"]


@contextlib.contextmanager
def measurements(bench):
    with Keeper() as keeper:
        folder = keeper.folder
        source = rows.write(folder / "rows.json")
        core = max(os.sched_getaffinity(0))
        swift, php = bench.program("bench-pages"), [*PHP, HERE / "pages/render.php"]
        programs = {
            "templates": [swift, "templates"], "hand": [swift, "hand"], "php": [*php, "plain"], "twig": [*php, "twig"],
            "jinja2": [VENV / "python", HERE / "pages/render.py", "jinja2"],
        }  # fmt: skip
        environment = {**os.environ, "TWIG_CACHE": str(folder / "twig")}

        def render(engine, seconds):
            command = ["taskset", "-c", str(core), *programs[engine], source, str(seconds)]
            done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=environment)
            if done.returncode:
                raise Problem(f"{NAMES[engine]} failed: {(done.stderr or done.stdout).strip()[-500:]}")
            return done.stdout

        refuse_differences({engine: plain(render(engine, 0)) for engine in programs})

        def run(engine):
            def measure(seconds):
                found = json.loads(render(engine, seconds / 2))
                return {"value": found["pages_per_second"], "bytes": found["bytes"]}

            return measure

        yield [Measurement(engine, NAMES[engine], "pages/s", run(engine)) for engine in programs]


def plain(page):
    """The page with the escaped characters read back, however each escaper spells them."""
    return html.unescape(page).rstrip("\n")


def refuse_differences(texts):
    wanted = texts["php"]
    for engine, text in texts.items():
        if text != wanted:
            at = next((index for index, (one, other) in enumerate(zip(text, wanted)) if one != other), min(len(text), len(wanted)))
            raise Problem(f"{NAMES[engine]} writes another page than plain PHP, from character {at}: {text[at:at + 60]!r}")
