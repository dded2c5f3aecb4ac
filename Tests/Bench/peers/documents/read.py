"""Reads PDFs again and again in this process, as each library's own documents recommend: read.py pypdf|pdfminer SECONDS FILE...
Prints a line of JSON, or each text once where SECONDS is 0."""

import json
import sys
import time


def reader(name):
    if name == "pypdf":
        from pypdf import PdfReader

        return lambda path: "\n".join(page.extract_text() for page in PdfReader(path).pages)
    from pdfminer.high_level import extract_text

    return extract_text


def main():
    name, seconds, files = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
    read = reader(name)
    if not seconds:
        return print("\n".join(read(path) for path in files))
    for path in files:
        read(path)
    count, began = 0, time.monotonic()
    while (elapsed := time.monotonic() - began) < seconds:
        for path in files:
            read(path)
        count += len(files)
    print(json.dumps({"documents": count, "documents_per_second": count / elapsed}))


main()
