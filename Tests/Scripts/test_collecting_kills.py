"""A run of postings goes on where it stopped, whoever kills its worker (promise 11; 500 pages and 200 kills in Tests/Torture)."""

from harness.killing import collect_under_fire, expected_postings

PAGES, SIZE, KILLS = 30, 5, 5


def test_a_run_whose_worker_is_killed_fetches_one_page_again_for_each_kill_at_most():
    run, times, postings, killed = collect_under_fire(PAGES, SIZE, KILLS)
    print({"kills": killed, "pages asked": sum(times.values()), "again": {page: count for page, count in times.items() if count > 1}})
    assert (run["state"], run["done"], run["created"], run["pages_done"]) == ("succeeded", PAGES * SIZE, PAGES * SIZE, PAGES)
    assert postings == expected_postings(PAGES, SIZE)
    assert killed >= KILLS
    assert set(times) == set(range(1, PAGES + 1))
    assert sum(times.values()) <= PAGES + KILLS
