"""Two hundred kills in a run of five hundred pages (promise 11). `HUNTER_TORTURE_KILLS` makes it shorter."""

import os

from harness.killing import collect_under_fire, expected_postings

KILLS = int(os.environ.get("HUNTER_TORTURE_KILLS", "200"))
PAGES, SIZE = max(20, KILLS * 5 // 2), 10


def test_a_run_that_is_killed_over_and_over_has_the_same_postings_as_one_that_is_not():
    run, times, postings, killed = collect_under_fire(PAGES, SIZE, KILLS, seed=11)
    print({"kills": killed, "pages": PAGES, "asked": sum(times.values())})
    assert (run["state"], run["created"], run["pages_done"]) == ("succeeded", PAGES * SIZE, PAGES)
    assert postings == expected_postings(PAGES, SIZE)
    assert killed >= KILLS
    assert set(times) == set(range(1, PAGES + 1))
    assert sum(times.values()) <= PAGES + KILLS
