"""The tests' own small inputs: a resume as a PDF, and thirty postings."""

import io
import json
import os
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from harness.stack import HOME

SHARED = Path(os.environ.get("HUNTER_SHARED") or HOME / "../shared").resolve()


def shared(path):
    """A file or folder of the shared collection, or nothing, said in one line, where it is absent."""
    found = SHARED / path
    if found.exists():
        return found
    print(f"{found} is absent: its extra checks are left out.")
    return None


RESUME = """Greta Lindqvist
Marketing Manager
greta.lindqvist@example.org
+49 30 5550 1234
Berlin, Germany

Summary
Marketing manager with seven years of experience in retail and software.

Experience
Marketing Manager, Larch & Alder, Berlin, 2021-03 to 2024-09
Planned and ran email marketing and social media campaigns with a budget of 40,000 EUR a month.
Built weekly reports in Google Analytics and Excel, and doubled organic traffic with SEO.
Marketing Specialist, Nordlicht Tea, Hamburg, 2017-09 to 2021-02
Wrote the newsletter for 12,000 readers, ran A/B tests and looked after the CRM in Salesforce.

Skills
Google Analytics, SEO, Content Marketing, Email Marketing, Social Media, Salesforce, Excel, HTML

Education
BA Communication, University of Hamburg, 2017

Languages
English, German"""


def pdf(text, hidden=""):
    """One page of Helvetica, written by hand: catalogue, page, font and a stream of lines; below them, without ink, a hidden one."""
    shown = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in text.split("\n")]
    stream = "BT /F1 10 Tf 50 790 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in shown) + " ET"
    if hidden:
        stream += f" BT 3 Tr /F1 10 Tf 50 60 Td ({hidden}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream.encode('latin-1'))} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    written, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    entries = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{entries}"
    tail += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return written + tail.encode()


def docx(text, hidden=""):
    """The lines as paragraphs of a Word document, and at the end one that Word is told to hide."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n"))
    lines += f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{escape(hidden)}</w:t></w:r></w:p>" if hidden else ""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{relations}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {space}><w:body>{lines}</w:body></w:document>",
    }  # fmt: skip
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


MARKETING = """{company} sells {thing} and is looking for somebody who enjoys marketing as much as {thing}.

## What you will do
- Plan email marketing and social media campaigns, from the brief to the report
- Look after our newsletter, and test what people open
- Read Google Analytics every week and tell us what to change

## You bring
- {years} years of experience in marketing
- SEO, content marketing and Excel
- {wanted}

## Good to know
We meet in the office on Tuesdays. The rest is up to you."""

ENGINEERING = """{company} builds software for {thing}.

## You bring
- {years} years of experience in {wanted}
- PostgreSQL and Linux
- Patience with old code"""


def postings():
    """Thirty postings, twelve of them about marketing."""
    things = ["tea", "bicycles", "lamps", "maps", "gardens", "books"]
    rows = []
    for number in range(30):
        is_marketing = number % 5 in (0, 2)
        title = ["Marketing Manager", "Swift Developer", "Email Marketing Specialist", "Data Engineer", "Python Developer"][number % 5]
        company = f"{['Larch', 'Quay', 'Ember', 'Fathom', 'Juniper', 'Harbour'][number % 6]} {things[number % 6].title()} {number + 1}"
        text = (MARKETING if is_marketing else ENGINEERING).format(
            company=company, thing=things[number % 6], years=2 + number % 5,
            wanted="Photoshop" if is_marketing else ["Swift", "Spark", "Python"][number % 3],
        )  # fmt: skip
        row = {"url": f"https://example.com/browser/{number + 1}", "title": title, "company": company, "description": text}
        if number % 2:
            row |= {"location": "Berlin, Germany", "country": "DE", "salary_min": 50_000 + 1000 * number, "currency": "EUR", "period": "year"}
        if number % 3 == 0:
            row |= {"remote": True, "type": "full_time", "posted_at": f"2026-01-{number + 1:02}"}
        rows.append(row | {"source": "Browser test"})
    return rows


def long_words():
    """A posting that tries every layout: nothing stated, and words without an end."""
    return {
        "url": "https://example.com/browser/long",
        "title": "Senior Principal International Business Development and Strategic Partnership Manager (Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft) " + "m/f/d " * 6,
        "company": "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz Gesellschaft mit beschränkter Haftung & Co. KG",
        "location": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch, Ynys Môn, Wales, United Kingdom",
        "description": "Layout specimen. " + "https://example.com/" + "a" * 300 + "\n\n    " + "code " * 80 + "\n\n| a | b |\n|---|---|\n| " + "x" * 200 + " | y |\n\n# One\n\n#### Four\n\n> quoted",
    }  # fmt: skip


def write_lines(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path
