"""`.ci/check-layers` finds what it should, and this tree holds to the floors."""

import subprocess

import pytest
from harness.stack import HOME

MANIFEST = """
    system("CPostgres", "libpq", "libpq-dev"),
    target("Platform", "Base", ["CCrypto"]),
    target("Platform", "Postgres", ["Base", "CPostgres", logging]),
    target("Domain", "Model", ["Base"]),
    target("Services", "Storage", ["Base", "Model", "Postgres"], resources: [.embedInCode("Migrations")]),
    .executableTarget(
        name: "hunter", dependencies: ["Base", "Storage"]),
"""

USES = {
    "Platform/Postgres": ["Base", "CPostgres"], "Domain/Model": ["Base"], "Services/Storage": ["Base", "Model", "Postgres"],
    "hunter": ["Base", "Storage"],
}  # fmt: skip


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "Package.swift").write_text(MANIFEST)
    folders = ("System/CPostgres", "Platform/Base", "Platform/Postgres", "Domain/Model", "Services/Storage", "hunter")
    for folder in folders:
        (tmp_path / "Sources" / folder).mkdir(parents=True)
    for place, modules in USES.items():
        write(tmp_path, f"{place}/Uses.swift", "".join(f"import {module}\n" for module in modules))
    return tmp_path


def check(root):
    done = subprocess.run([str(HOME / ".ci/check-layers"), str(root)], capture_output=True, text=True)
    return done.returncode, done.stdout


def write(tree, place, text):
    (tree / "Sources" / place).write_text(text)


def test_downward_imports_pass(tree):
    write(tree, "Platform/Postgres/Pool.swift", "internal import CPostgres\npublic import Base\nimport Synchronization\n")
    write(tree, "Services/Storage/Users.swift", "public import Model\nimport struct Postgres.Row\n")
    write(tree, "hunter/main.swift", "import Storage\n")
    assert check(tree) == (0, "check-layers: every import runs downward.\n")


@pytest.mark.parametrize(
    "place, text, words",
    [
        ("Platform/Base/A.swift", "import Model\n", "Base may not import Model: Model is on the floor Domain, above Platform"),
        ("Domain/Model/A.swift", "\n@preconcurrency public import Storage\n", "Sources/Domain/Model/A.swift:2"),
        ("Services/Storage/A.swift", "internal import CPostgres\n", "the C module CPostgres belongs to Postgres"),
        ("Services/Storage/A.swift", "import hunter\n", "floor mains"),
        ("Domain/Model/A.swift", "import struct Postgres.Row\n", "the Domain is pure"),
        ("hunter/main.swift", "import Model\n", "Package.swift does not give hunter the target Model"),
        ("Platform/Base/A.swift", "import Foundation\n", "use FoundationEssentials"),
    ],
)
def test_what_is_refused_is_named_with_its_place(tree, place, text, words):
    write(tree, place, text)
    code, printed = check(tree)
    assert code == 1 and words in printed


def test_what_is_given_and_not_imported_is_named(tree):
    write(tree, "Services/Storage/Uses.swift", "import Base\nimport Postgres\n// import Model\n")
    assert check(tree) == (1, "Package.swift: Storage has Model and does not import it\n")


def test_words_in_comments_and_texts_are_no_imports(tree):
    write(tree, "Domain/Model/A.swift", '/*\nimport Storage\n*/\n// import Storage\nlet a = """\n  import Storage\n  """\n')
    assert check(tree)[0] == 0


def test_a_c_module_without_an_owner_is_refused(tree):
    (tree / "Sources/System/CNew").mkdir()
    assert "CNew has no owner" in check(tree)[1]


def test_this_tree_holds_to_the_floors():
    assert check(HOME) == (0, "check-layers: every import runs downward.\n")
