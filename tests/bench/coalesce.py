#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How many queries an audit sent, and how few it could have sent.

usage: coalesce.py REPORT.csv MESSAGES      MESSAGES: what the run wrote to standard error, its summary with it

A climb asks for the name and each name above it, up to the one where it stopped: where the relevant set was found,
where the lookup failed, or at the top-level domain. Each distinct one of these has to be asked for once, and once is
enough.
"""
import csv
import re
import sys


def levels(name, stop):
    """NAME and the names above it, down to STOP, or the top-level domain."""
    yield name
    while name != stop and "." in name:
        name = name.partition(".")[2]
        yield name


def main():
    report, messages = sys.argv[1:]
    needed = set()
    climbs = 0
    entries = 0
    with open(report, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["name"]:
                entries += 1
                climb = list(levels(row["name"].removeprefix("*."), row["caa_name"] or row["failed_name"]))
                climbs += len(climb)
                needed.update(climb)
    with open(messages, encoding="utf-8") as file:
        sent = re.search(r"queries: (\d+)", file.read())
    if sent is None:
        sys.exit(f"coalesce.py: {messages} holds no line 'queries: NUMBER'")
    queries = int(sent[1])
    print(f"{entries} names: {queries} queries, {queries / entries:.3f} for each name")
    least = len(needed)
    print(f"the least possible: {least}, {least / entries:.3f} for each name; ratio {queries / least:.3f}")
    print(f"each climb on its own: {climbs}, {climbs / entries:.3f} for each name")


if __name__ == "__main__":
    main()
