"""`.ci/prepare`: tables of others become the files that the programs map."""

import importlib.machinery
import importlib.util
import json
import struct

import pytest
from harness.stack import HOME


@pytest.fixture(scope="module")
def prepare():
    loader = importlib.machinery.SourceFileLoader("prepare", str(HOME / ".ci/prepare"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("prepare", loader))
    loader.exec_module(module)
    return module


def look_up(table, slots, key):
    """What Swift's NumberTable finds."""
    slot = (key * 0x9E3779B1 & 0xFFFFFFFF) >> 7 & slots - 1
    while True:
        found, value = struct.unpack_from("<II", table, 8 * slot)
        if found in (key, 0xFFFFFFFF):
            return value if found == key else None
        slot = slot + 1 & slots - 1


def test_a_table_finds_every_key_and_no_other(prepare):
    pairs = [(number * 65537, number) for number in range(500)]
    table = prepare.table(pairs, 1024)
    assert all(look_up(table, 1024, key) == value for key, value in pairs)
    assert look_up(table, 1024, 7) is None


def weights(rows, kind="F16"):
    about = {"embedding.weight": {"dtype": kind, "shape": [len(rows), 256], "data_offsets": [0, 512 * len(rows)]}}
    head = json.dumps(about).encode()
    return struct.pack("<Q", len(head)) + head + b"".join(struct.pack("<256e", *row) for row in rows)


def test_vectors_become_bytes_with_a_scale(prepare):
    scales, rows = prepare.rows_of(weights([[2.0, -1.0] + [0.0] * 254, [0.0] * 256]))
    assert struct.unpack("<2f", scales) == pytest.approx((2 / 127, 1.0))
    assert struct.unpack("<3b", rows[:3]) == (127, -64, 0) and rows[256:] == bytes(256)


def test_vectors_of_another_kind_are_refused(prepare):
    with pytest.raises(ValueError, match="not the vectors"):
        prepare.rows_of(weights([[0.0] * 256], kind="F32"))


def test_the_file_of_vectors_has_the_tokenizers_joins(prepare):
    vocabulary = {f"<0x{byte:02X}>": byte + 3 for byte in range(256)}
    vocabulary |= {"<unk>": 0, "<s>": 1, "</s>": 2, "a": 259, "b": 260, "\u2581": 261, "ab": 262}
    tokenizer = {"model": {"vocab": vocabulary, "merges": ["a b"], "byte_fallback": True}}
    made = prepare.embedding(weights([[1.0] * 256] * len(vocabulary)), tokenizer)
    magic, tokens, dimension, joins, letters, space = struct.unpack_from("<8s5I", made)
    assert (magic, tokens, dimension, space) == (b"HUNTEMB1", 263, 256, 261)
    assert look_up(made[64:], joins, 259 << 16 | 260) == 262
    assert look_up(made[64 + 8 * joins :], letters, ord("a")) == 259
    assert len(made) == 64 + 8 * (joins + letters) + tokens * (4 + 256)


@pytest.mark.parametrize(
    ("text", "known", "labels"),
    [
        ("truck driver lorry driver Truck drivers drive trucks.", 2, 4),
        ("IT manager ICT manager IT managers plan.", 2, 4),
        ("baker Bakers make bread.", 1, 1),
        ("deputy deputy chief Deputies help.", 1, 3),
        ("brand new words These describe it.", 0, 3),
    ],
)
def test_the_description_begins_with_the_label_in_the_plural(prepare, text, known, labels):
    assert prepare.opening(text.split()) == (known, labels)


def test_labels_are_told_apart_by_how_labels_begin_and_end(prepare):
    kinds = ["truck", "bus", "taxi", "crane"]
    table = [
        {"id": f"x/occupation/{kind}", "description": f"{kind} driver operator of a {kind} {kind} driver {kind.title()} drivers drive."}
        for kind in kinds
    ] + [{"id": "x/isco/C1", "description": "Drivers"}]
    lines = prepare.occupations(table).decode().splitlines()
    assert [line.split("\t")[0] for line in lines] == kinds
    assert all(line.split("\t")[1].split("|")[0] == f"{kind} driver" for kind, line in zip(kinds, lines))
    assert lines[0].split("\t")[2] == "Truck drivers drive."
