"""The results for people, for pipelines, and as a page with pictures."""

import time
from collections.abc import Sequence
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from waypost.ops.e2e.case import Result

_SHOWN = {"passed": "ok   ", "failed": "WRONG", "skipped": "-    "}
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:960px;margin:2rem auto;padding:0 1rem;color:#1d1f1e}
td{padding:.3rem .6rem;border-bottom:1px solid #e4e4df;vertical-align:top}table{border-collapse:collapse;width:100%}
.failed{color:#b3261e}.skipped{color:#6f7572}.passed{color:#1a7f4b}img{max-width:100%;border:1px solid #e4e4df}
"""


def percent(results: Sequence[Result], category: str | None = None) -> float:
    """Of what was tried; nothing tried is nothing shown to hold."""
    tried = [one for one in results if one.outcome != "skipped" and category in {None, one.category}]
    return 100 * sum(one.outcome == "passed" for one in tried) / len(tried) if tried else 0.0


def line(result: Result, *, headed: bool) -> str:
    head = f"\n{result.category}\n" if headed else ""
    why = f"\n           {result.why}" if result.why else ""
    took = f" ({result.seconds:.1f} s)" if result.seconds >= 0.1 else ""
    return f"{head}  {_SHOWN[result.outcome]}  {result.says}{took}{why}\n"


def summary(results: Sequence[Result], folder: Path) -> str:
    lines = [""]
    for category in dict.fromkeys(one.category for one in results):
        mine = [one for one in results if one.category == category]
        tried = [one for one in mine if one.outcome != "skipped"]
        shown = f"{percent(results, category):5.1f}%" if tried else "     -"
        skipped = f", {len(mine) - len(tried)} left out" if len(mine) > len(tried) else ""
        lines.append(
            f"{shown}  {category} ({sum(o.outcome == 'passed' for o in tried)} of {len(tried)}{skipped})"
        )
    passed = sum(one.outcome == "passed" for one in results)
    tried_all = sum(one.outcome != "skipped" for one in results)
    lines += [
        "",
        f"{percent(results):.1f}% ({passed} of {tried_all} hold). Report: {folder / 'report.html'}",
        "",
    ]
    return "\n".join(lines)


def junit(results: Sequence[Result]) -> str:
    suites = Element("testsuites", name="waypost e2e")
    for category in dict.fromkeys(one.category for one in results):
        mine = [one for one in results if one.category == category]
        failures = str(sum(one.outcome == "failed" for one in mine))
        skipped = str(sum(one.outcome == "skipped" for one in mine))
        suite = SubElement(
            suites, "testsuite", name=category, tests=str(len(mine)), failures=failures, skipped=skipped
        )
        for one in mine:
            case = SubElement(suite, "testcase", classname=category, name=one.says, time=f"{one.seconds:.3f}")
            if one.outcome == "failed":
                SubElement(case, "failure", message=one.why)
            elif one.outcome == "skipped":
                SubElement(case, "skipped", message=one.why)
    return tostring(suites, encoding="unicode") + "\n"


def html(results: Sequence[Result], backend: str) -> str:
    rows = "".join(
        f"<tr><td>{escape(one.category)}</td><td>{escape(one.says)}"
        f"{f'<br><small>{escape(one.why)}</small>' if one.why else ''}</td>"
        f"<td class={one.outcome}>{one.outcome}</td><td>{one.seconds:.1f} s</td></tr>"
        for one in results
    )
    pictures = "".join(
        f"<h2>{escape(one.says)}</h2><img alt='{escape(one.says)}' src='{escape(one.why)}'>"
        for one in results
        if one.why.endswith(".png")
    )
    moment = time.strftime("%Y-%m-%d %H:%M:%S %z")
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Waypost, end to end</title><style>{_STYLE}</style>"
        f"<h1>{percent(results):.1f}%</h1><p>{escape(backend)}, {moment}</p><table>{rows}</table>{pictures}</html>\n"
    )
