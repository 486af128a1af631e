"""The drill of faults: a whole stack runs, something breaks, and exactly the check that is for it says so.

`make bench B=faults` prints fault → command → check → remedy, and keeps the table in bench/results/.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.standins.google import standing_in
from tests.standins.google_project import PROJECT, REGION, healthy

from bench import fault_google, fault_local, fault_sql
from bench.fault_stack import Stack

RESULTS = Path(__file__).parent / "results"
Told = dict[str, dict[str, str]]
"""What is not well, by check."""
Fault = fault_local.LocalFault | fault_sql.SqlFault | fault_google.CloudFault
VALIDATE, HEALTH = "./deploy-validate.sh", "./health-check.sh"


@dataclass
class Drill:
    """What was seeded, and what the command said of it."""

    rows: list[dict[str, object]] = field(default_factory=list)

    def note(self, fault: Fault, command: str, found: Told, well: Told) -> None:
        check, also = fault.check, {*well, *fault.also} - {fault.check}
        one = found.get(check)
        was = well.get(check, {"verdict": "well"})["verdict"]
        stray = sorted(set(found) - {check} - also)
        right = one is not None and one["verdict"] != was and fault.remedy in one["remedy"] and not stray
        told = one["remedy"] if one else f"NOT FOUND, but: {', '.join(found) or 'nothing'}"
        shown = told + (f"  STRAY: {', '.join(stray)}" if stray else "")
        known = sorted(set(found) & set(fault.also))
        print(f"{'ok' if right else 'SHORT':<6}{fault.name:<34}{command:<34}{check:<26}{shown}", flush=True)
        self.rows.append(
            {"fault": fault.name, "command": command, "check": check, "verdict": one["verdict"] if one else "",
             "found": one["found"] if one else "", "remedy": told, "known_consequences": known, "stray": stray,
             "ok": right}
        )  # fmt: skip

    def write(self, began: float) -> None:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"faults-{datetime.now(UTC):%Y-%m-%d}.json"
        found = sum(bool(one["ok"]) for one in self.rows)
        shown = {"bench": "faults", "at": datetime.now(UTC).isoformat(), "seconds": round(time.monotonic() - began),
                 "cpus": os.cpu_count(), "faults": self.faults, "looks": len(self.rows),
                 "found": found, "rows": self.rows}  # fmt: skip
        path.write_text(json.dumps(shown, indent=2).replace(f"{RESULTS.parents[1]}/", "") + "\n")
        print(
            f"\n{self.faults} faults; {found} of {len(self.rows)} looks name the right check alone, with its remedy."
        )

    @property
    def faults(self) -> int:
        return len({one["fault"] for one in self.rows})


def main() -> int:
    began, drill = time.monotonic(), Drill()
    with Stack() as stack:
        well = {command: sound(command, told(command, stack.environment())) for command in (VALIDATE, HEALTH)}
        local(drill, stack, well)
        in_sql(drill, stack, well[VALIDATE])
        after = told(VALIDATE, stack.environment())
        print(f"{VALIDATE}: after the last fault, {_shown(after) or 'all is well'}")
        in_cloud(drill)
    drill.write(began)
    return 0 if all(one["ok"] for one in drill.rows) and set(after) == set(well[VALIDATE]) else 1


def sound(command: str, found: Told) -> Told:
    """What is told before the first fault; nothing of it may be wrong, or faults could hide behind it."""
    print(f"{command}: before the first fault, {_shown(found) or 'all is well'}", flush=True)
    if any(one["verdict"] == "wrong" for one in found.values()):
        sys.exit("Something is wrong already.")
    return found


def local(drill: Drill, stack: Stack, well: dict[str, Told]) -> None:
    for fault in fault_local.FAULTS:
        for command in fault.commands:
            with fault.seed(stack) as changed:
                found = told(command, {**stack.environment(), **changed})
            healed(stack, well[VALIDATE])
            drill.note(fault, command, found, well[command])


def healed(stack: Stack, well: Told) -> None:
    """Until the command that finds faults finds what it found before the first one."""
    stack.wait_until_well()
    deadline = time.monotonic() + 120
    while set(left := told(VALIDATE, stack.environment())) != set(well):
        if time.monotonic() > deadline:
            sys.exit(f"The stack did not heal: {_shown(left)}")
        time.sleep(2)


def in_sql(drill: Drill, stack: Stack, well: Told) -> None:
    for fault in fault_sql.FAULTS:
        stack.administer(fault.seed)
        try:
            found = told(VALIDATE, stack.environment())
        finally:
            stack.administer(fault.heal)
        drill.note(fault, VALIDATE, found, well)


def in_cloud(drill: Drill) -> None:
    with standing_in() as google, tempfile.TemporaryDirectory() as folder:
        signed_in = {"GOOGLE_APPLICATION_CREDENTIALS": str(google.sign_in_file(Path(folder)))}
        options = ["--target", "gcp", "--project", PROJECT, "--region", REGION, "--endpoint", google.url]
        environment = {**_without_ours(), **signed_in}
        healthy(google)
        well = sound(f"{VALIDATE} --target gcp", told(VALIDATE, environment, *options))
        for fault in fault_google.FAULTS:
            google.resources.clear()
            google.refusals.clear()
            fault.seed(healthy(google))
            found = told(VALIDATE, environment, *options)
            drill.note(fault, f"{VALIDATE} --target gcp", found, well)


def told(command: str, environment: dict[str, str], *options: str) -> Told:
    """What is not well, by check; the worst where one is said twice."""
    done = subprocess.run(
        [command, "--format", "json", *options],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    try:
        said = json.loads(done.stdout)
    except ValueError:
        sys.exit(f"{command} said no JSON:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    found: Told = {}
    for one in said.get("checks") or said["findings"]:
        if one["verdict"] == "wrong" or (one["verdict"] == "warns" and one["what"] not in found):
            found[one["what"]] = one
    return found


def _shown(findings: Told) -> str:
    return ", ".join(f"{name} ({one['verdict']})" for name, one in findings.items())


def _without_ours() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("WAYPOST_")}


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main())
