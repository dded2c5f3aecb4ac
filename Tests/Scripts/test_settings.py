"""`.env.example` and the README list the settings that the programs, the stack and nginx read, with their defaults."""

import re

from harness.stack import HOME

SWIFT = "".join(file.read_text() for file in sorted((HOME / "Sources/App/Composition").glob("Settings*.swift")))
STACK = "".join(file.read_text() for file in sorted((HOME / ".ci/local_stack").glob("*.py")))
NGINX = (HOME / "nginx/render").read_text()
CONTAINERS_ONLY = {"POSTGRES_PASSWORD"}
GIVEN = {"DATABASE_URL", "REDIS_URL", "HUNTER_HOME", "HUNTER_FASTCGI"}  # by the stack or docker-compose.yml
INTERNAL = {"HUNTER_ENV_FILE"}  # the tests' own
COMPUTED = {  # defaults that follow from other settings, or a list of the code
    "HUNTER_WORKER_CONNECTIONS": "25",
    "HUNTER_WORKER_THREADS_MAX": "4",
    "HUNTER_WEB_DATABASE_CONNECTIONS": "4",
    "HUNTER_WEB_REDIS_CONNECTIONS": "4",
    "HUNTER_QUEUES": "collect,documents,scoring,notify,maintenance",
}


def plain(value):
    """A default of the Swift code as it is written in a file."""
    value = value.strip()
    if shift := re.fullmatch(r"(\d+) << (\d+)", value):
        return str(int(shift[1]) << int(shift[2]))
    if value.startswith('"'):
        return value.strip('"')
    return "" if value == "[]" else value.replace("_", "").removeprefix(".")


def of_the_programs():
    calls = re.findall(r'reader\.(?!required|report)\w+\(\s*"(\w+)", default: ("[^"]*"|[^,)]+)', SWIFT)
    required = re.findall(r'reader\.required\("(\w+)"', SWIFT)
    return {**{name: COMPUTED.get(name, plain(value)) for name, value in calls}, **{name: "" for name in required}}


def of_the_stack_and_nginx():
    named = r'(?:values\.get\(|number\(values, )"(HUNTER_\w+)"(?:\) or |, )"?([\w.]+)?'
    return {
        **{name: value for name, value in re.findall(named, STACK)},
        **{name: value for name, value in re.findall(r"\$\{(HUNTER_\w+):-(\w*)\}", NGINX)},
    }


def all_settings():
    return {name: value for name, value in {**of_the_stack_and_nginx(), **of_the_programs()}.items() if name not in INTERNAL}


def of_the_example():
    text = (HOME / ".env.example").read_text()
    found = re.findall(r"^#?([A-Z][A-Z0-9_]+)=(.*)$", text, re.MULTILINE)
    assert len(found) == len(dict(found)), "a setting is there twice"
    return dict(found)


def of_the_readme():
    rows = re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \| (?:`([^`]*)`)?[^|]*\|", (HOME / "README.md").read_text(), re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a setting is there twice"
    return dict(rows)


def test_the_code_is_read_right():
    settings = all_settings()
    assert settings["HUNTER_UPLOAD_LIMIT"] == "10485760" and settings["HUNTER_PORT"] == "8080"
    assert settings["ARBEITNOW_URL"] == "https://www.arbeitnow.com" and settings["HUNTER_LOG_LEVEL"] == "info"
    assert len(settings) > 35


def test_the_example_has_every_setting_with_its_default():
    settings = {name: value for name, value in all_settings().items() if name not in GIVEN}
    assert of_the_example() == {**settings, **{name: "" for name in CONTAINERS_ONLY}}


def test_the_readme_has_every_setting_with_its_default():
    assert of_the_readme() == {**all_settings(), **{name: "" for name in CONTAINERS_ONLY}}
