"""Whether the settings are there and spelled right."""

from collections.abc import Iterator

from waypost.kit import env
from waypost.ops.looks.finding import Finding, well, wrong

_REMEDY = "docs/reference/settings.md says what each holds."


def settings() -> Iterator[Finding]:
    problems = []
    for concern in env.CONCERNS:
        try:
            concern.read()
        except env.SettingsMissing as problem:
            problems.append(str(problem))
    if unknown := env.unknown_variables():
        problems.append(f"unknown: {', '.join(unknown)}; remove them or correct their spelling")
    yield wrong("settings", "; ".join(problems), _REMEDY) if problems else well("settings", "complete")
