"""Resumes as PDFs, made here without any library: one column or two, one page or two, so that every reader gets the same files."""

import random

WORDS = (
    "platform billing services latency customers team release pipeline design review storage search data payments "
    "monitoring migration report budget process quality training schedule market account supply project system"
).split()
VERBS = "Built Led Reduced Introduced Migrated Designed Automated Shipped Improved Planned".split()
COMPANIES = ["Northwind Analytics", "Quayside Health", "Meridian Foods", "Alder Systems", "Harbour Logistics"]
TITLES = ["Senior Backend Engineer", "Data Engineer", "Product Manager", "Financial Controller", "Site Engineer"]
SKILLS = "Python, Go, PostgreSQL, Kubernetes, Terraform, Redis, gRPC, SQL, Docker, Linux".split(", ")


def write(folder, count=12, seed=7):
    """Writes `count` files into a folder and answers their paths."""
    dice = random.Random(seed)
    paths = []
    for number in range(count):
        path = folder / f"resume-{number:02}.pdf"
        path.write_bytes(pdf([page(dice, number % 2 == 1, first) for first in [True, False][: 1 + number % 3 // 2]]))
        paths.append(path)
    return paths


def page(dice, two_columns, is_first):
    """The drawing of one page."""
    lines = []
    if is_first:
        lines += [draw(50, 790, 18, "Alex Example"), draw(50, 770, 10, "alex@example.org | +1 555 0100 | Springfield")]
    left = 220 if two_columns else 50
    if is_first and two_columns:
        lines += [draw(50, 740 - 14 * row, 10, word) for row, word in enumerate(["SKILLS", *SKILLS])]
    y = 740
    for start in range(2020, 2008, -4):
        lines.append(draw(left, y, 11, f"{dice.choice(TITLES)}, {dice.choice(COMPANIES)}"))
        lines.append(draw(left + 230, y, 10, f"03/{start} - 02/{start + 4}"))
        for _ in range(10):
            y -= 14
            sentence = " ".join([dice.choice(VERBS), *dice.sample(WORDS, 6 if two_columns else 9)])
            lines.append(draw(left, y, 10, f"- {sentence}"))
        y -= 24
    if is_first and not two_columns:
        lines.append(draw(50, y, 10, "Skills: " + ", ".join(SKILLS)))
    return "\n".join(lines)


def draw(x, y, size, text):
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET"


def pdf(pages):
    """A whole file of pages with these drawings."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * k} 0 R" for k in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]  # fmt: skip
    for number, content in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    out, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{out.rindex('xref')}\n%%EOF\n"
    return out.encode("ascii")
