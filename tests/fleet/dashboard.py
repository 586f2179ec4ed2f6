#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: MIT
"""Checks the structure of a Grafana dashboard and, with series, that each of its queries finds something.

Usage: dashboard.py DASHBOARD_JSON [SERIES RULES]     (SERIES: what fleet.sh has collected)
"""
import itertools
import json
import pathlib
import re
import sys

from series import MINUTES, input_series, run_promtool

BUILT_IN = re.compile(r"__\w+$")  # $__all, $__interval, ...
PANELS = {"stat", "table", "state-timeline", "timeseries"}  # of Grafana itself: none has to be installed
# What the numbers at the top have to be, in two of the states that fleet.sh collects.
NUMBERS = {
    "release_failed": {"Hosts": 2, "Critical": 2, "VIPs on several hosts": 2, "VIPs on no host": 0, "Leftovers": 2,
                       "Oldest check": 0},
    "no_host": {"Hosts": 2, "Critical": 1, "VIPs on several hosts": 0, "VIPs on no host": 1, "Leftovers": 0,
                "Oldest check": 0},
}


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


def overlap(a, b):
    return a["x"] < b["x"] + b["w"] and b["x"] < a["x"] + a["w"] and a["y"] < b["y"] + b["h"] and b["y"] < a["y"] + a["h"]


def wrong_in_panel(panel):
    refs = [target["refId"] for target in panel["targets"]]
    place = panel["gridPos"]
    if panel["type"] not in PANELS:
        yield f"type {panel['type']}"
    if len(refs) != len(set(refs)) or not refs:
        yield "refIds are not unique, or there is no query"
    if place["x"] + place["w"] > 24 or min(place.values()) < 0:
        yield "it is outside of the 24 columns"
    for step in [panel] + panel["targets"]:
        if step["datasource"] != {"type": "prometheus", "uid": "${datasource}"}:
            yield "its data source is not the variable"
    for used in re.findall(r"Value #(\w+)", json.dumps(panel.get("transformations", []))):
        if used not in refs:
            yield f"there is no query {used}"
    names = set(itertools.chain.from_iterable(
        step["options"].get("renameByName", {}).values() for step in panel.get("transformations", [])))
    for override in panel["fieldConfig"]["overrides"]:
        if override["matcher"]["options"] not in names:
            yield f"no column is called {override['matcher']['options']}"


def wrong_in(dashboard):
    panels, variables = dashboard["panels"], {variable["name"] for variable in dashboard["templating"]["list"]}
    if not 39 <= dashboard["schemaVersion"] or dashboard["id"] is not None or not dashboard["uid"]:
        yield "schemaVersion, id or uid"
    if len({panel["id"] for panel in panels}) != len(panels):
        yield "ids of panels are not unique"
    for a, b in itertools.combinations(panels, 2):
        if overlap(a["gridPos"], b["gridPos"]):
            yield f"{a['title']} lies over {b['title']}"
    for name in re.findall(r"\$\{?(\w+)", "\n".join(strings(dashboard))):
        if name not in variables and not BUILT_IN.match(name):
            yield f"there is no variable {name}"
    for panel in panels:
        for what in wrong_in_panel(panel):
            yield f"{panel['title']}: {what}"


def substituted(expression):
    """As Grafana asks when All is chosen."""
    return expression.replace("$instance", ".*")


def tests(dashboard, series):
    for state, numbers in NUMBERS.items():
        nodes = {node: [(state, MINUTES, "checked")] for node in ("old", "new")}
        asked = []
        for panel in dashboard["panels"]:
            for target in panel["targets"]:
                expression = substituted(target["expr"])
                if panel["type"] == "stat":
                    asked.append((expression, numbers[panel["title"]]))
                elif state == "release_failed":  # in which there is something of everything
                    asked.append((f"count({expression}) > bool 0", 1))
        yield {"name": state, "interval": "1m", "input_series": input_series(series, nodes),
               "promql_expr_test": [{"expr": expression, "eval_time": "20m", "exp_samples": [{"labels": "{}", "value": value}]}
                                    for expression, value in asked]}


board = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
found = list(wrong_in(board))
if found:
    sys.exit("\n".join(found))
print(f"{len(board['panels'])} panels")
if len(sys.argv) > 2 and not run_promtool([sys.argv[3]], list(tests(board, sys.argv[2]))):
    sys.exit(1)
