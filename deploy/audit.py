"""`make audit`: known holes in what we ship. 0: none or explained; 1: findings; 2: nobody could be asked."""

import datetime as dt
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Finding(NamedTuple):
    package: str
    id: str
    mended_in: str


class CouldNotAsk(Exception):
    """The registry does not answer such questions; the text says which."""


def python() -> Iterator[Finding]:
    command = [
        Path(sys.executable).parent / "pip-audit",
        "-r",
        "requirements.lock",
        "--disable-pip",
        "-f",
        "json",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own tool
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError) as error:
        raise CouldNotAsk(f"PyPI: {done.stderr.strip()[-200:]}") from error
    if packages and all("skip_reason" in one for one in packages):
        raise CouldNotAsk("PyPI knows none of the packages: a mirror without the list of vulnerabilities")
    for one in packages:
        for hole in one.get("vulns", ()):
            yield Finding(one["name"], hole["id"], ", ".join(hole.get("fix_versions", ())))


def javascript() -> Iterator[Finding]:
    command = ["npm", "audit", "--omit=dev", "--json"]
    done = subprocess.run(command, cwd=ROOT / "web", capture_output=True, text=True, check=False)  # noqa: S603 - as above
    try:
        said = json.loads(done.stdout)
    except ValueError as error:
        raise CouldNotAsk("npm: no answer") from error
    if "vulnerabilities" not in said:
        raise CouldNotAsk(f"npm: {said.get('message') or said.get('error', {}).get('summary', 'no answer')}")
    for name, one in said["vulnerabilities"].items():
        for hole in one.get("via", ()):
            if isinstance(hole, dict):
                yield Finding(
                    name, str(hole.get("url", "")).rsplit("/", 1)[-1], str(one.get("fixAvailable", ""))
                )


def excepted(today: dt.date) -> set[str]:
    """Those whose last day has not passed."""
    kept = tomllib.loads((ROOT / "deploy/audit-exceptions.toml").read_text()).get("exception", [])
    return {one["id"] for one in kept if one["until"] >= today}


def main() -> int:
    found, unasked = [], []
    for name, ask in (("Python", python), ("npm", javascript)):
        try:
            found += list(ask())
        except CouldNotAsk as reason:
            unasked.append(f"{name} could not be asked: {reason}")
    explained = excepted(dt.datetime.now(dt.UTC).date())
    open_ones = [one for one in found if one.id not in explained]
    for one in open_ones:
        sys.stdout.write(f"WRONG  {one.package}: {one.id}. Mended in: {one.mended_in or 'nothing yet'}\n")
    for one in unasked:
        sys.stdout.write(f"LOOK   {one}\n")
    if open_ones:
        return 1
    sys.stdout.write(f"{len(found)} findings, all explained.\n" if not unasked else "")
    return 2 if unasked else 0


if __name__ == "__main__":
    sys.exit(main())
