"""What can be said of the containers without a Docker engine: the files agree with each other and with the schema."""

import json
import re
import subprocess

import jsonschema
import pytest
import yaml
from harness.stack import HOME


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((HOME / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def dockerfile():
    return (HOME / "Dockerfile").read_text().replace("\\\n", " ")


def settings_of_the_example():
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (HOME / ".env.example").read_text(), re.MULTILINE))


def test_docker_compose_yml_is_valid_against_the_compose_specification(compose):
    schema = json.loads((HOME / ".deps/test/compose-spec.json").read_text())
    validator = jsonschema.validators.validator_for(schema)
    errors = [f"{error.json_path}: {error.message}" for error in validator(schema).iter_errors(compose)]
    assert errors == []


def test_the_schema_check_can_fail():
    schema = json.loads((HOME / ".deps/test/compose-spec.json").read_text())
    validator = jsonschema.validators.validator_for(schema)
    assert list(validator(schema).iter_errors({"services": {"web": {"imagee": "x"}}}))


def test_the_workers_serve_every_queue_between_them(compose):
    queues = [
        queue
        for name, service in compose["services"].items()
        if name.startswith("worker")
        for queue in service["environment"]["HUNTER_QUEUES"].split(",")
    ]
    assert sorted(queues) == ["collect", "documents", "maintenance", "notify", "scoring"]


def test_every_service_restarts_and_is_checked_but_the_migration(compose):
    for name, service in compose["services"].items():
        if name == "migrate":
            assert service["restart"] == "no"
        else:
            assert service["restart"] == "unless-stopped"
            assert "healthcheck" in service or name == "nginx"  # its image has one


def test_what_the_services_mount_and_build_is_there(compose, dockerfile):
    volumes = {volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])}
    assert volumes == set(compose["volumes"])
    stages = set(re.findall(r"^FROM \S+ AS (\S+)", dockerfile, re.MULTILINE))
    targets = {service["build"]["target"] for service in compose["services"].values() if "build" in service}
    assert targets <= stages


def test_what_the_dockerfile_copies_exists_and_is_not_ignored(dockerfile):
    kept = set(re.findall(r"^!(\S+)", (HOME / ".dockerignore").read_text(), re.MULTILINE))
    for line in re.findall(r"^COPY (?!--from)(.*)$", dockerfile, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (HOME / source).exists(), source
            assert source.split("/")[0] in kept, source


def test_every_package_section_of_the_dockerfile_exists(dockerfile):
    sections = re.findall(r"packages ((?:[a-z-]+ ?)+)\)", dockerfile)
    assert len(sections) == 3
    for words in sections:
        assert subprocess.run([str(HOME / ".ci/packages"), *words.split()], capture_output=True).returncode == 0


def test_images_do_not_run_as_root(dockerfile):
    for stage in re.split(r"^FROM ", dockerfile, flags=re.MULTILINE)[2:]:
        assert re.search(r"^USER (hunter|www-data)$", stage, re.MULTILINE)


def test_the_example_names_every_setting_of_the_programs_and_no_other():
    code = "".join(path.read_text() for path in (HOME / "Sources/App/Composition").glob("Settings*.swift"))
    read = set(re.findall(r'reader\s*\.\s*\w+\(\s*"([A-Z0-9_]+)"', code))
    elsewhere = {
        "HUNTER_PORT", "HUNTER_ADDRESS", "HUNTER_WORKERS", "HUNTER_WEBS", "HUNTER_REDIS_MEMORY", "HUNTER_POSTGRES_MEMORY",
        "HUNTER_TRUSTED_PROXIES", "HUNTER_CLIENT_REQUESTS", "POSTGRES_PASSWORD",
    }  # fmt: skip
    given = {"HUNTER_HOME", "DATABASE_URL", "REDIS_URL", "HUNTER_FASTCGI"}  # by the stack or docker-compose.yml
    assert settings_of_the_example() == (read - given) | elsewhere


def test_compose_uses_only_settings_of_the_example(compose):
    used = set(re.findall(r"(?<!\$)\$\{([A-Z0-9_]+)", (HOME / "docker-compose.yml").read_text()))
    assert used <= settings_of_the_example()
