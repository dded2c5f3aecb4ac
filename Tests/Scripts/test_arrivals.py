"""A posting that comes is matched within a minute with whoever it fits, by the whole product as it is started."""

import json
import time

from harness.client import Client
from harness.stack import Stack, eventually

RESUME = b"""Ada Example
ada@example.org
Glassblower

Experience
Glassblower, Kiln & Co, 2012 - 2024
- Blew and cut crystal glass, ran the furnace, taught six apprentices.
"""
POSTING = {
    "title": "Glassblower", "company": "Murano Works", "url": "https://jobs.example/glass",
    "description": "You blow and cut crystal glass at our furnace and teach apprentices. You have been a glassblower before.",
}  # fmt: skip


def test_a_posting_that_comes_is_matched_within_a_minute(tmp_path):
    file = tmp_path / "postings.jsonl"
    file.write_text(json.dumps(POSTING) + "\n")
    with Stack() as stack:
        client, other = Client.registered(stack.url), Client.registered(stack.url)
        resume = client.upload("/api/v1/resumes/upload", "ada.txt", RESUME).json["id"]
        eventually(lambda: client.api("GET", f"/resumes/{resume}").json["status"] == "done", 60, "the resume to be read")
        assert client.api("GET", "/matches").json["items"] == []
        start = time.monotonic()
        stack.hunter("import", "postings", str(file))
        found = eventually(lambda: client.api("GET", "/matches").json["items"], 60, "a match")
        print(f"matched after {time.monotonic() - start:.1f} s")
        assert [match["resume_id"] for match in found] == [resume] and found[0]["score"] >= 40
        assert other.api("GET", "/matches").json["items"] == []
