"""Telling postings that are one from others: the project's own pairs all right, and where the shared data is there, the aims."""

import importlib.util
import os
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("pairs", HOME / "Tests" / "Postings" / "pairs.py")
pairs = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(pairs)
SHARED = Path(os.environ.get("HUNTER_SHARED", HOME.parent / "shared"))


@pytest.fixture(scope="module")
def program():
    found = [path for kind in ("release", "debug") if os.access(path := HOME / ".build" / kind / "hunter", os.X_OK)]
    if not found:
        pytest.skip("hunter is not built")
    return str(max(found, key=lambda path: path.stat().st_mtime))


def test_the_own_pairs_are_told_as_they_are(program):
    chosen = pairs.own_pairs()
    answers = pairs.verdicts(program, chosen)
    wrong = [(row["id"], row["label"], answer["kind"]) for row, answer in zip(chosen, answers, strict=True) if row["label"] != answer["kind"]]
    assert not wrong
    assert all(answer["candidate"] for row, answer in zip(chosen, answers, strict=True) if row["label"] in pairs.MERGED)


def test_pairs_of_real_postings_reach_the_aims(program):
    chosen = [row for row in pairs.rows(SHARED) if row["half"] == "test"]
    if not chosen:
        pytest.skip(f"{SHARED} is not there")
    assert len(chosen) >= 300
    figures = pairs.measure(chosen, pairs.verdicts(program, chosen))
    assert figures["precision"] >= 0.98 and figures["recall"] >= 0.90, figures
