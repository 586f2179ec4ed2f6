#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: MIT
"""Holds the alerts that the rules make of real metrics against those that alerts.json expects, whole texts included.

Usage: alerts.py SERIES ALERTS_JSON RULES     (SERIES: what fleet.sh has collected)
"""
import json
import pathlib
import re
import sys

from series import MINUTES, input_series, run_promtool

directory, expected_file, rules = sys.argv[1:]


def checked(state, minutes=MINUTES):
    return (state, minutes, "checked")


def both(state):
    return {"old": [checked(state)], "new": [checked(state)]}


SCENARIOS = {name: both(name) for name in ("no_hook", "incident", "healthy", "missing", "moved", "release_failed", "no_host",
                                           "host_address")}
# What a host hears on the wire, and what the hosts say together: each is enough.
SCENARIOS["incident, and old is not scraped"] = {"new": [checked("incident")]}
SCENARIOS["incident, checked without --probe"] = {node: [("incident", MINUTES, "unprobed")] for node in ("old", "new")}
# Each host is measured at its own time: first both seem to have the VIPs, or neither.
SCENARIOS["failover seen on new first"] = {"old": [checked("healthy", 12), checked("moved")],
                                           "new": [checked("healthy", 10), checked("moved")]}
SCENARIOS["failover seen on old first"] = {"old": [checked("healthy", 10), checked("moved")],
                                           "new": [checked("healthy", 12), checked("moved")]}
SCENARIOS["old checks no more, and new takes over"] = {"old": [checked("healthy", 6), ("healthy", MINUTES, "unchecked")],
                                                       "new": [checked("healthy", 6), checked("moved")]}
SCENARIOS["old has no file any more"] = {"old": [checked("healthy", 6), ("", MINUTES, "gone")], "new": [checked("healthy")]}
SCENARIOS["old is down, and new takes over"] = {"old": [checked("healthy", 6), ("", MINUTES, "down")],
                                                "new": [checked("healthy", 6), checked("moved")]}

expected = json.loads(pathlib.Path(expected_file).read_text())
names = re.findall(r"- alert: (\w+)", pathlib.Path(rules).read_text())
END = 20


def fires_at(minute, alerts):
    """One test for each alert that there is: those that are not expected must not fire."""
    return [{"eval_time": f"{minute}m", "alertname": name,
             "exp_alerts": [{"exp_labels": alert["labels"], "exp_annotations": alert["annotations"]}
                            for alert in alerts if alert["alert"] == name]} for name in names]


def test(scenario):
    alerts = expected.get(scenario, [])
    quiet = range(1, END) if not alerts else range(1, 3)  # none is in a hurry
    tests = [each for minute in quiet for each in fires_at(minute, [])] + fires_at(END, alerts)
    return {"name": scenario, "interval": "1m", "input_series": input_series(directory, SCENARIOS[scenario]),
            "alert_rule_test": tests}


unknown = set(expected) - set(SCENARIOS)
never = set(names) - {alert["alert"] for alerts in expected.values() for alert in alerts}
if unknown or never:
    sys.exit(f"{expected_file}: no such scenario: {sorted(unknown)}; never expected to fire: {sorted(never)}")
if not run_promtool([rules], [test(scenario) for scenario in SCENARIOS]):
    sys.exit(1)
print(f"{len(names)} rules, {len(SCENARIOS)} scenarios: each alert fires where it should, with its whole text, and nowhere else")
