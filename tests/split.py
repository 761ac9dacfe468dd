#!/usr/bin/env python3
"""How Python's own csv module splits files: a second opinion on where records and fields end.

    python3 tests/split.py <<< '[["a.csv", "utf-8"], ["b.csv", null]]'

Reads [[file, encoding or null]] as JSON and writes [{"delimiter", "rows"} or {"error"}] in the same order. Without an encoding: that of
the byte order mark, else UTF-8, else Windows-1252. The separator is the one of , ; TAB | that stands most often on the first line with
any. Lines with nothing on them are left out.
"""
import codecs
import csv
import io
import json
import re
import sys

MARKS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]


def text_of(data, encoding):
    for mark, named in MARKS:
        if data.startswith(mark):
            return data.decode(named)
    if encoding:
        return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def separator(text):
    # What stands between quotes is text, line ends included.
    for line in re.sub(r'"(?:[^"]|"")*"', "", text).splitlines():
        counts = [(line.count(mark), mark) for mark in ",;\t|"]
        most = max(count for count, _ in counts)
        if most:
            return next(mark for count, mark in counts if count == most)
    return ","


def split(file, encoding):
    with open(file, "rb") as handle:
        text = text_of(handle.read(), encoding)
    delimiter = separator(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return {"delimiter": delimiter, "rows": [row for row in rows if row]}


def main():
    csv.field_size_limit(1 << 30)
    answers = []
    for file, encoding in json.load(sys.stdin):
        try:
            answers.append(split(file, encoding))
        except (csv.Error, UnicodeError) as error:
            answers.append({"error": str(error)})
    json.dump(answers, sys.stdout)


main()
