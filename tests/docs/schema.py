#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The JSON schemas of docs/schema.

schema.py check SOURCE_DIR    they are schemas, they describe every field, and a field that they don't describe is found
schema.py validate SOURCE_DIR NAME [CONDITION]
    standard input is a document as docs/schema/NAME.json has it, and meets the condition: Python, of the document d
    and its first target t

A reader ignores fields that it does not know. Here such a field is an error: it is one that nobody has described.
"""
import json
import pathlib
import re
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("SKIPPED-CAPABILITY: python3-jsonschema is not installed")
    sys.exit(77)


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def expand(schema, file):
    """The schema with everything that it refers to in its place, and closed to other fields."""
    if isinstance(schema, list):
        return [expand(item, file) for item in schema]
    if not isinstance(schema, dict):
        return schema
    own = {key: expand(value, file) for key, value in schema.items() if key not in ("$ref", "$defs")}
    if "$ref" in schema:
        name, _, pointer = schema["$ref"].partition("#")
        target = file.parent / name if name else file
        part = load(target)
        for step in pointer.split("/")[1:]:
            part = part[step]
        base = expand(part, target)
        for key in ("properties", "required"):
            if key in base and key in own:
                own[key] = base[key] | own[key] if key == "properties" else base[key] + own[key]
        own = base | own
    if isinstance(own.get("properties"), dict) and "additionalProperties" not in own:
        own["additionalProperties"] = False
    return own


def properties(schema):
    """(name, schema) of every field, at any depth."""
    for value in schema if isinstance(schema, list) else schema.values() if isinstance(schema, dict) else ():
        yield from properties(value)
    if isinstance(schema, dict) and isinstance(schema.get("properties"), dict):
        yield from schema["properties"].items()


def complaints(schema, document):
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(document)]


def without_description(file, schema):
    return [f"{file.name}: {name} has no description" for name, field in properties(schema) if "description" not in field]


def fields_of_page(source):
    """Everything in bold in the definitions of vipwarden-snapshot(5), section FIELDS."""
    page = (source / "docs/man/vipwarden-snapshot.5.scd").read_text(encoding="utf-8")
    section = re.search(r"^# FIELDS$(.*?)^# ", page, re.MULTILINE | re.DOTALL).group(1)
    definitions = [line for line in section.splitlines() if line.startswith("*")]
    return {name for line in definitions for name in re.findall(r"\*([a-z_]+)\*", line)}


def check(source):
    found = []
    for file in sorted((source / "docs/schema").glob("*.json")):
        Draft202012Validator.check_schema(load(file))
        schema = expand(load(file), file)
        if file.stem != "snapshot-file":
            found += without_description(file, schema)
            continue
        fields = {name for name, _ in properties(schema)} - {"hex"}
        found += [f"vipwarden-snapshot(5) does not name {name}" for name in sorted(fields - fields_of_page(source))]
        found += [f"snapshot-file.json does not name {name}" for name in sorted(fields_of_page(source) - fields)]
    return found + check_the_check(source)


def check_the_check(source):
    """Each of these documents has one mistake."""
    file = source / "docs/schema/release.json"
    schema = expand(load(file), file)
    target = {name: [] for name in schema["properties"]["targets"]["items"]["properties"]}
    target |= {"config": "", "keepalived_version": "", "net_namespace": "", "has_snapshot": True, "clean": True,
               "rounds": 0, "routing_error": None}
    sound = {"version": 1, "verb": "release", "targets": [target]}
    address = {"interface": "eth0", "ifindex": 2, "address": "10.0.0.1", "prefix_length": 32, "reason": "declared",
               "explanation": "", "suspect": False, "new": 1}
    mistakes = {
        "a field too much": sound | {"new": 1},
        "a field too much in a target": sound | {"targets": [target | {"new": 1}]},
        "a field too much in what is referred to": sound | {"targets": [target | {"kept": [address]}]},
        "a field too few": sound | {"targets": [{k: v for k, v in target.items() if k != "config"}]},
        "another version": sound | {"version": 2},
    }
    found = [f"a sound document is refused: {text}" for text in complaints(schema, sound)]
    found += [f"accepted: {what}" for what, document in mistakes.items() if len(complaints(schema, document)) != 1]
    if without_description(file, {"properties": {"new": {"type": "string"}}}) != ["release.json: new has no description"]:
        found.append("accepted: a field without description")
    return found


def validate(source, name, condition="True"):
    file = source / f"docs/schema/{name}.json"
    document = json.load(sys.stdin)
    found = [f"{name}: {text}" for text in complaints(expand(load(file), file), document)]
    target = (document.get("targets") or [None])[0]
    return found + ([] if eval(condition, {"d": document, "t": target}) else [f"{name}: not {condition}"])


def main(verb, source, *names):
    found = check(pathlib.Path(source)) if verb == "check" else validate(pathlib.Path(source), *names)
    print("\n".join(found) or "ok")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
