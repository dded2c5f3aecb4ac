"""The rows of the results page that every renderer writes: fifty postings of ten fields, the same in every run."""

import json
import random

SEED = 20261121
COUNT = 50
QUERY = "R&D <lead>"
FIELDS = ("rank", "title", "company", "location", "score", "salary", "posted", "url", "skills", "summary")
# Words of job adverts, and some that every template has to escape.
WORDS = """backend frontend platform reliability security payments search mobile graphics network storage compiler swift
python postgres redis kernel cluster browser invoice planning support quality research release monitor <core> "staff"
l'équipe C++ R&D""".split()


def rows():
    dice = random.Random(SEED)

    def words(count):
        return " ".join(dice.choice(WORDS) for _ in range(count))

    return [
        {
            "rank": str(number + 1),
            "title": words(5).title(),
            "company": f"{words(2).title()} & Co",
            "location": f"Köln, Straße {number}",
            "score": f"{dice.random():.4f}",
            "salary": f"€{58 + number}–{77 + number}k",
            "posted": f"2026-11-{1 + number % 28:02d}",
            "url": f"https://jobs.example/?id={number}&from=list&page=1",
            "skills": words(5),
            "summary": words(14),
        }
        for number in range(COUNT)
    ]


def write(path):
    """A file {"query": ..., "rows": [...]} for programs in every language."""
    path.write_text(json.dumps({"query": QUERY, "rows": rows()}, ensure_ascii=False, indent=1) + "\n")
    return path
