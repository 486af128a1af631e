"""Approved templates that come with the sandbox, one at least of each kind."""

from pathlib import Path

import msgspec
import yaml

from waypost_sandbox.state.templates import Template

SOURCE = Path(__file__).with_name("sample_templates.yaml")


def sample_templates(waba_id: str) -> list[Template]:
    rows = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return [msgspec.convert(row | {"waba_id": waba_id}, Template) for row in rows]
