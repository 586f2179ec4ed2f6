#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds README.md against what it tells of.

usage: readme.py SOURCE_DIR

Each excerpt of the transcript stands in docs/incident.md, line for line and in that order; each row of the fault table in
docs/faults.md; each message of "When it says" in the sources of the program; each link leads to a file.
"""
import pathlib
import re
import sys

problems = []


def transcript_excerpts(readme):
    return re.findall(r"<!-- from docs/incident\.md -->\n```\n(.*?)```", readme, re.DOTALL)


def check_excerpts(readme, transcript):
    excerpts = transcript_excerpts(readme)
    if not excerpts:
        problems.append("README.md has no excerpt of docs/incident.md")
    for excerpt in excerpts:
        said = iter(transcript.splitlines())
        for line in excerpt.splitlines():
            if line not in said:  # goes on where it has found the last one
                problems.append(f"not in docs/incident.md, or not in this order: {line}")
                break


def rows_below(title, text):
    section = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    table = re.search(r"^\|[- |]+\|\n((?:\|.*\n)+)", section[1] if section else "", re.MULTILINE)
    if not table:
        problems.append(f"no table below '## {title}'")
        return []
    return table[1].splitlines()


def check_faults(readme, faults):
    for row in rows_below("What is left after which fault", readme):
        if row not in faults.splitlines():
            problems.append(f"not in docs/faults.md: {row}")


def texts_of_the_program(source):
    """All that it can say: adjacent literals as one, what is filled in as …"""
    texts = []
    for folder in ("wrapper", "systemd"):
        for file in sorted((source / folder).rglob("*.cpp")):
            text = re.sub(r'"\s*\n\s*"', "", file.read_text())
            texts += re.findall(r'"((?:[^"\\\n]|\\.)*)"', text)
    return "\n".join(re.sub(r"\{[^{}]*\}", "…", text) for text in texts)


def check_messages(readme, said):
    for row in rows_below("When it says", readme):
        message = re.match(r"\| `([^`]*)`", row)
        if not message:
            problems.append(f"no message: {row}")
            continue
        for part in filter(None, (part.strip(" ;:") for part in message[1].split("…"))):
            if part not in said:
                problems.append(f"vipwarden never says: {part}")


def check_links(readme, source):
    for target in re.findall(r"\]\(([^)#]+)\)", readme):
        if not (source / target).exists():
            problems.append(f"leads nowhere: {target}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    source = pathlib.Path(sys.argv[1])
    readme = (source / "README.md").read_text()
    check_excerpts(readme, (source / "docs/incident.md").read_text())
    check_faults(readme, (source / "docs/faults.md").read_text())
    check_messages(readme, texts_of_the_program(source))
    check_links(readme, source)
    print("\n".join(problems))
    sys.exit(bool(problems))


main()
