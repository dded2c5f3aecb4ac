"""Builds pairs of postings with known answers, and measures how well `hunter same` tells them.

    Tests/Postings/pairs.py [--program .build/release/hunter] [--shared ../shared] [--show] [--half learn|test]

Real postings (the openly licensed EMSCAD sample and the Dice and Google samples of the shared data, where they are there)
are put through what happens to them between boards: HTML written in another way, text cut to a snippet, sections in another
order, another style of title, another spelling of the company, another city, an agency's frame around it, a later date.
What each pair is follows from how it was made, so no label is a matter of taste. Pairs are split into two halves by company:
thresholds are chosen on `learn`, the figures that count are those of `test`. Everything is drawn from digests of the texts: the
same input makes the same pairs. Without the shared data only the pairs of `own_pairs.jsonl` are measured.
"""

import argparse
import hashlib
import html
import json
import re
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
MERGED = ("same", "repost", "agency_copy")
DAY = 86_400
START = 1_790_000_000

CITIES = (
    ("Berlin, Germany", "Berlin"), ("Munich, Germany", "München"), ("Hamburg, Germany", "Hamburg"),
    ("London, United Kingdom", "London, UK"), ("Austin, TX", "Austin, Texas, United States"),
    ("Chicago, IL", "Chicago, Illinois"), ("Vienna, Austria", "Wien"), ("Amsterdam, Netherlands", "Amsterdam"),
    ("Paris, France", "Paris"), ("Madrid, Spain", "Madrid"), ("Toronto, Canada", "Toronto, Ontario, Canada"),
    ("Boston, MA", "Boston, Massachusetts, USA"), ("Warsaw, Poland", "Warszawa"), ("Dublin, Ireland", "Dublin"),
)  # fmt: skip
NAMES = (
    "Northwind", "Bluepeak", "Ferrostahl", "Quantora", "Lindenhof", "Sunmarket", "Kestrel", "Orbis Medical", "Tallgrass",
    "Vector Nine", "Halden", "Meridian Foods", "Castlegate", "Papyrus", "Riverstone", "Altona Logistics", "Brightwater",
    "Corvus", "Dunmore", "Elbtal", "Fairhaven", "Greyfield", "Hollis & Sons", "Ironbridge", "Juniper Labs", "Kolibri",
    "Larkspur", "Mosaic Health", "Nordlicht", "Oakenshaw", "Pinecrest", "Quarry Hill", "Rosenthal", "Silverline",
    "Thornton", "Umbra", "Vantage Point", "Westerly", "Yarrow", "Zephyr Air",
)  # fmt: skip
FORMS = (" GmbH", " Inc.", " Ltd", "", " AG", " LLC", " Group", " GmbH & Co. KG", ", Inc.", " S.A.")
AGENCIES = ("Hays", "Randstad Professionals", "Brook Street Recruitment", "Adecco", "Apex Staffing", "Spring Personnel")
BOILERPLATE = (
    "{name} is an equal opportunity employer and values diversity. All qualified applicants will receive consideration "
    "without regard to race, color, religion, gender, national origin, disability or veteran status. We offer a pension, "
    "health insurance, thirty days of holiday, a budget for learning and a bicycle. Please send your application with your "
    "earliest start date to our people team, who will answer within ten working days."
)


def draw(*parts):
    """A number that depends on nothing but the parts."""
    return int.from_bytes(hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()[:8], "big")


def pick(options, *parts):
    return options[draw(*parts) % len(options)]


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line] if path.is_file() else []


class Posting(dict):
    """One row of an import."""

    def but(self, **changes):
        return Posting({**self, **changes})


def postings(shared):
    """Real titles and texts, each with a company: several postings of one sample share one, as on a company's board."""
    made = []
    for name, per_company in (("open/jobs_emscad", 3), ("local_only/jobs_dice", 4), ("local_only/jobs_google", 0)):
        rows = sorted(read(shared / "data" / f"{name}.jsonl"), key=lambda row: row["id"])
        seen = set()
        for index, row in enumerate(rows):
            lines = row["text"].split("\n")
            text = html.unescape("\n".join(lines[1:] if lines[0].strip() == row["title"].strip() else lines))
            text = re.sub(r"#(URL|EMAIL|PHONE)_[0-9a-f]+#", "", text)
            if len(text.split()) < 60 or text[:200] in seen:
                continue
            seen.add(text[:200])
            group = f"{name}-{index // per_company}" if per_company else name
            company = "Google" if "google" in name else f"{pick(NAMES, group)} {group.rpartition('-')[2]}"
            place = pick(CITIES, row["id"], "city")
            made.append(Posting(
                url=f"https://{draw(group) % 10**8}.example/jobs/{row['id']}", title=html.unescape(row["title"]),
                company=company + (pick(FORMS, group, "form") if per_company else ""), location=place[0], text=text,
                group=group, id=row["id"], posted_at=START + draw(row["id"], "day") % 300 * DAY,
                boilerplate=BOILERPLATE.format(name=company),
            ))  # fmt: skip
    return made


# What boards do to a posting


def paragraphs(text):
    """Real texts of these samples have lost their line ends; sentences stand for them."""
    pieces = [piece.strip() for piece in text.split("\n") if piece.strip()]
    if len(pieces) < 4:
        sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z])", " ".join(pieces))
        pieces = [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]
    return pieces


def as_html(posting, style):
    body = paragraphs(posting["text"]) + [posting["boilerplate"]]
    if style == 0:
        return "".join(f"<p>{html.escape(piece)}</p>\n" for piece in body)
    if style == 1:
        items = "".join(f"<li><span style='color:#333'>{html.escape(piece)}</span></li>" for piece in body[1:])
        return f"<div><strong>{html.escape(body[0])}</strong><ul>{items}</ul></div>"
    if style == 2:
        return "<br/><br/>".join(html.escape(piece).replace("&#x27;", "&rsquo;") for piece in body)
    return "\n\n".join(body)


def reordered(posting, key):
    pieces = paragraphs(posting["text"])
    half = len(pieces) // 2
    return posting.but(text="\n".join(pieces[half:] + pieces[:half]))


def cut(posting, words):
    return posting.but(text=" ".join(posting["text"].split()[:words]) + " …", boilerplate="")


def titled(posting, key):
    title = posting["title"]
    city = posting["location"].split(",")[0]
    company = posting["company"].split(",")[0]
    return posting.but(title=pick((
        f"{title} (m/w/d)", f"{title} - {city}", title.upper(), f"{title} | Full-time", f"{title} (f/m/x) in {city}",
        f"{title} at {company}", re.sub(r"(?<!Sr\. )\bSenior\b", "Sr.", title), f"Urgent: {title}", f"{title} (Ref. 48213)",
    ), posting["id"], key, "title"))  # fmt: skip


def spelled(posting, key):
    bare = posting["company"]
    for form in sorted(FORMS, key=len, reverse=True):
        if form and bare.endswith(form):
            bare = bare[: -len(form)]
            break
    return posting.but(company=pick((bare, bare + " GmbH", bare.upper() + " INC", bare + " Ltd."), posting["id"], key))


def placed(posting):
    both = next(pair for pair in CITIES if pair[0] == posting["location"])
    return posting.but(location=both[1])


def agency(posting, key):
    name = pick(AGENCIES, posting["id"], key)
    words = posting["text"].replace(posting["company"].split(" ")[0], "the company").split()
    keep = words[: int(len(words) * (0.6 + draw(posting["id"], key, "keep") % 40 / 100))]
    frame = pick((
        "Our client, a leading company in its field, is looking for a {title} in {city}.",
        "On behalf of our client we are recruiting a {title} for a permanent position in {city}.",
        "For one of our clients in {city} we have an exciting opportunity for a {title}.",
    ), posting["id"], key, "frame").format(title=posting["title"], city=posting["location"].split(",")[0])  # fmt: skip
    close = f"{name} acts as a recruitment agency. By applying you accept our terms. Call our consultants today."
    return posting.but(company=name, text=f"{frame}\n{' '.join(keep)}\n{close}", boilerplate="")


def edited(posting, key):
    """A repost is rarely word for word the same: some sentences are new."""
    pieces = paragraphs(posting["text"])
    at = draw(posting["id"], key, "edit") % len(pieces)
    new = "We have moved to a new office and our team has grown; you will meet all of us in your first week."
    return posting.but(text="\n".join(pieces[:at] + [new] + pieces[at + 1 :]))


def described(posting, key):
    """The row as a board has it."""
    row = {name: posting[name] for name in ("title", "company", "location", "posted_at")}
    row["url"] = f"https://{draw(posting['id'], key) % 10**8}.example/{key}/{posting['id']}"
    row["description"] = as_html(posting, draw(posting["id"], key, "style") % 4)
    return row


# The pairs


def other_city(posting, key):
    return pick([pair for pair in CITIES if pair[0] != posting["location"]], posting["id"], key)[0]


def words_of(title):
    return set(re.findall(r"[a-z]+", title.lower()))


def pairs(made):
    """(label, one, other) for every posting: what it becomes elsewhere, and what is only like it."""
    groups = {}
    for posting in made:
        groups.setdefault(posting["group"], []).append(posting)
    made = [one for one in made if "google" not in one["group"] or draw(one["id"], "kept") % 4 == 0]
    for index, one in enumerate(made):
        soon = one.but(posted_at=one["posted_at"] + draw(one["id"], "soon") % 6 * DAY)
        late = one.but(posted_at=one["posted_at"] + (30 + draw(one["id"], "late") % 90) * DAY)
        turn = draw(one["id"], "turn") % 5
        copy = (
            spelled(titled(soon, "same"), "same"), placed(reordered(soon, "same")),
            cut(titled(placed(soon), "same"), 45 + draw(one["id"], "cut") % 80), placed(spelled(soon, "same")),
            cut(spelled(soon, "same"), 90),
        )[turn]  # fmt: skip
        yield "same", one, copy
        if index % 2 == 0:
            yield "repost", one, edited(late, "repost")
        if index % 3 == 0:
            yield "agency_copy", one, agency(soon, "agency")
        # The same text elsewhere, and the same title with another text or level.
        moved = soon.but(location=other_city(one, "sibling"))
        yield "sibling", one, titled(moved, "sibling") if index % 2 else moved
        if index % 4 == 0:
            title = re.sub(r"(?i)\b(senior|sr\.?|junior|jr\.?|lead|principal) ?", "", one["title"])
            if title == one["title"] or draw(one["id"], "level") % 2:
                yield "different", one.but(title=f"Junior {title}"), soon.but(title=f"Senior {title}")
        if index % 4 == 1:
            team = pick(("Payments", "Northern Region", "Key Accounts", "Night Shift", "Logistics"), one["id"], "team")
            yield "different", one, edited(soon.but(title=f"{one['title']}, {team}"), "team")
        mates = [mate for mate in groups[one["group"]] if mate["id"] != one["id"]]
        if mates:
            near = max(mates, key=lambda mate: (len(words_of(mate["title"]) & words_of(one["title"])), mate["id"]))
            # Two works of one company in one city, with the same words about the company.
            yield "different", one, near.but(location=one["location"], boilerplate=one["boilerplate"])
        if index % 3 == 1:
            # The same title at another company; and its agency's advert of another opening.
            far = made[draw(one["id"], "far") % len(made)]
            if far["group"] != one["group"]:
                yield "different", one, far.but(title=one["title"], location=one["location"])
                yield "different", one, agency(far.but(location=one["location"]), "far")
        if index % 5 == 0:
            # A chain whose houses share their texts.
            house = f"{pick(NAMES, one['id'], 'house')} House"
            if house.split()[0] not in one["company"]:
                yield "different", one, soon.but(company=house, location=other_city(one, "house"))


def half(posting):
    return "learn" if draw(posting["group"], "half") % 2 else "test"


def rows(shared):
    for label, one, other in pairs(postings(shared)):
        name = f"{one['id']} {label} {other['id']} {draw(one['id'], label, other['title'], other['location']) % 10**6}"
        yield {
            "id": name, "half": half(one), "label": label,
            "one": described(one, "one"), "other": described(other, "other"),
        }  # fmt: skip


def verdicts(program, chosen):
    lines = "".join(json.dumps({k: row[k] for k in ("id", "one", "other")}) + "\n" for row in chosen)
    done = subprocess.run([program, "same", "--jsonl"], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def measure(chosen, answers):
    """Precision and recall of "these are one", counting a pair only where the index would have found it."""
    hits = misses = wrong = 0
    table = {}
    for row, answer in zip(chosen, answers, strict=True):
        found = answer["kind"] if answer["candidate"] else "different"
        table[(row["label"], found)] = table.get((row["label"], found), 0) + 1
        isOne, saysOne = row["label"] in MERGED, found in MERGED
        hits, misses, wrong = hits + (isOne and saysOne), misses + (isOne and not saysOne), wrong + (saysOne and not isOne)
    return {
        "pairs": len(chosen), "precision": hits / max(1, hits + wrong), "recall": hits / max(1, hits + misses),
        "table": table,
    }  # fmt: skip


def show(name, figures):
    print(f"{name}: {figures['pairs']} pairs, precision {figures['precision']:.3f}, recall {figures['recall']:.3f}")
    found = ("same", "repost", "agency_copy", "sibling", "different")
    print(f"  {'':12}" + "".join(f"{kind:>12}" for kind in found))
    for label in found:
        counts = [figures["table"].get((label, kind), 0) for kind in found]
        if sum(counts):
            print(f"  {label:12}" + "".join(f"{count:>12}" for count in counts))


def own_pairs():
    return [{"half": "own", **row} for row in read(HOME / "Tests" / "Postings" / "own_pairs.jsonl")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(HOME / ".build" / "release" / "hunter"))
    parser.add_argument("--shared", type=Path, default=HOME.parent / "shared")
    parser.add_argument("--half", choices=("learn", "test"))
    parser.add_argument("--show", action="store_true", help="print the pairs that were told wrongly")
    options = parser.parse_args()
    made = list(rows(options.shared))
    if not made:
        print(f"{options.shared} is not there: only the project's own pairs are measured")
    for name, chosen in (
        *((half, [row for row in made if row["half"] == half]) for half in ("learn", "test") if options.half in (None, half)),
        ("own", own_pairs()),
    ):
        if not chosen:
            continue
        answers = verdicts(options.program, chosen)
        show(name, measure(chosen, answers))
        if options.show:
            for row, answer in zip(chosen, answers, strict=True):
                found = answer["kind"] if answer["candidate"] else "different"
                if (found in MERGED) != (row["label"] in MERGED):
                    print(row["id"], "|", row["one"]["title"], "|", row["other"]["title"], "|", answer)


if __name__ == "__main__":
    sys.exit(main())
