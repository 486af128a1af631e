"""The screens of a flow with all their components, however deep these stand."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from waypost_sandbox.graph.flows.validation.components import COMPONENTS
from waypost_sandbox.graph.flows.validation.places import Path
from waypost_sandbox.graph.flows.validation.report import Report

Json = dict[str, Any]


class Placed(Struct):
    """A component; `within` names the components around it, from the outside in."""

    value: Json
    path: Path
    within: tuple[str, ...]

    @property
    def type(self) -> str:
        return str(self.value.get("type"))


class Screen(Struct):
    id: str
    value: Json
    path: Path
    components: list[Placed]

    @property
    def data(self) -> Json:
        found = self.value.get("data")
        return found if isinstance(found, dict) else {}

    @property
    def terminal(self) -> bool:
        return self.value.get("terminal") is True

    def of_type(self, *types: str) -> list[Placed]:
        return [placed for placed in self.components if placed.type in types]

    def inputs(self) -> dict[str, Placed]:
        """What the customer fills in, by name."""
        return {
            str(placed.value["name"]): placed
            for placed in self.components
            if "name" in placed.value and placed.type in COMPONENTS and COMPONENTS[placed.type].is_input
        }


class Scene(Struct):
    """A screen among all the others, and where its faults are told."""

    report: Report
    screens: dict[str, Screen]
    screen: Screen
    # Whether the flow has an endpoint.
    endpoint: bool

    def seen(self, screen_id: str | None) -> Screen | None:
        """The named screen; without a name this one."""
        return self.screen if screen_id is None else self.screens.get(screen_id)


def outline(document: Json) -> list[Screen]:
    """As far as the document has the shape of a flow."""
    found = document.get("screens")
    screens = []
    for number, value in enumerate(found if isinstance(found, list) else []):
        if not isinstance(value, dict):
            continue
        path: Path = ("screens", number)
        layout = value.get("layout")
        children = layout.get("children") if isinstance(layout, dict) else None
        placed = list(_components(children, (*path, "layout", "children"), ()))
        screens.append(Screen(str(value.get("id", "")), value, path, placed))
    return screens


def _components(found: Any, path: Path, within: tuple[str, ...]) -> Iterator[Placed]:
    for number, value in enumerate(found if isinstance(found, list) else []):
        if not isinstance(value, dict):
            continue
        placed = Placed(value, (*path, number), within)
        yield placed
        inside = (*within, placed.type)
        for name in {"Form": ("children",), "If": ("then", "else")}.get(placed.type, ()):
            yield from _components(value.get(name), (*placed.path, name), inside)
        cases = value.get("cases") if placed.type == "Switch" else None
        for name, case in (cases if isinstance(cases, dict) else {}).items():
            yield from _components(case, (*placed.path, "cases", name), inside)
