# SPDX-License-Identifier: MIT
"""From files of metrics (STATE.NODE.prom) to the series that Prometheus makes of them, for `promtool test rules`."""
import json
import os
import pathlib
import re
import subprocess
import tempfile

MINUTES = 26
OF_PROBE = re.compile(r'vipwarden_vip_answers|vipwarden_findings\{kind="duplicate"')
FILE = "/var/lib/prometheus/node-exporter/vipwarden.prom"


def series_of(directory, state, node):
    """{'name{label="value"}': "1"}, with the labels that a scrape adds."""
    scraped = f'instance="{node}:9100",job="node"'
    series = {f"up{{{scraped}}}": "1"}
    for line in pathlib.Path(directory, f"{state}.{node}.prom").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, labels, value = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line).groups()
            series[f"{name}{{{labels + ',' if labels else ''}{scraped}}}"] = value
    return series


def minutes_of(directory, node, timeline):
    """For each minute all series of a node. timeline: (state, minutes, how) of each part; how is "checked" each minute;
    "unprobed", the same without --probe; "unchecked", so that the file grows old; "gone": there is no file; or "down":
    the node can't be scraped."""
    scraped = f'instance="{node}:9100",job="node"'
    mtime = f'node_textfile_mtime_seconds{{file="{FILE}",{scraped}}}'
    result, checked = [], 0
    for state, minutes, how in timeline:
        for _ in range(minutes):
            checked = len(result) if how in ("checked", "unprobed") else checked
            if how in ("gone", "down"):
                result.append({f"up{{{scraped}}}": "0" if how == "down" else "1"})
                continue
            series = series_of(directory, state, node)
            if how == "unprobed":
                series = {name: value for name, value in series.items() if not OF_PROBE.match(name)}
            result.append({**series, mtime: str(60 * checked)})
    return result


def input_series(directory, nodes):
    """`input_series` of a promtool test. nodes: {node: timeline}"""
    result = []
    for node, timeline in nodes.items():
        minutes = minutes_of(directory, node, timeline)
        for name in sorted({name for minute in minutes for name in minute}):
            # A series that a scrape no longer has is over at once: Prometheus marks it as stale.
            values = [minute.get(name, "stale") for minute in minutes]
            result.append({"series": name, "values": " ".join(values)})
    return result


def run_promtool(rules, tests):
    """Whether they pass; promtool says itself what does not."""
    document = {"rule_files": [os.path.abspath(path) for path in rules], "evaluation_interval": "1m", "tests": tests}
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        json.dump(document, file)  # JSON is YAML
        file.flush()
        return subprocess.run([os.environ.get("PROMTOOL", "promtool"), "test", "rules", file.name]).returncode == 0
