"""render.py jinja2 ROWS.json SECONDS: how many results pages a second Jinja2 makes, as one line of JSON; with 0 the page."""

import json
import sys
import time
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

engine, source, seconds = sys.argv[1:4]
data = json.loads(Path(source).read_text())
template = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True).get_template("page.html")
page = template.render(data).encode()
if float(seconds) == 0:
    sys.stdout.buffer.write(page)
    sys.exit()
count, began, spent = 0, time.perf_counter(), 0.0
while spent < float(seconds):
    template.render(data).encode()
    count += 1
    spent = time.perf_counter() - began
print(json.dumps({"engine": engine, "bytes": len(page), "pages_per_second": count / spent}))
