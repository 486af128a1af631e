"""How many of each component a screen may have, where they may stand, and how they are called."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from waypost_sandbox.graph.flows.validation.components import COMPONENTS, PICKERS
from waypost_sandbox.graph.flows.validation.conditions import Condition, ConditionError
from waypost_sandbox.graph.flows.validation.outline import Placed, Scene, Screen
from waypost_sandbox.graph.flows.validation.places import Path
from waypost_sandbox.graph.flows.validation.references import references, type_of
from waypost_sandbox.graph.flows.validation.report import Report

MOST_COMPONENTS = 50
MOST_PER_SCREEN = {
    "EmbeddedLink": (2, "MAX_EMBEDDED_LINK_PER_SCREEN"),
    "Image": (3, "MAX_IMAGE_PER_SCREEN"),
    "OptIn": (5, "MAX_OPT_IN_PER_SCREEN"),
    "ImageCarousel": (2, "MAX_IMAGE_CAROUSEL_PER_SCREEN"),
    "NavigationList": (2, "MAX_NAVIGATION_LIST_PER_SCREEN"),
    "PhotoPicker": (1, "MAX_PHOTO_PICKER_PER_SCREEN"),
    "DocumentPicker": (1, "MAX_DOCUMENT_PICKER_PER_SCREEN"),
}
MOST_CAROUSELS_PER_FLOW = 3
DEEPEST_IF = 3
# Not allowed inside of If and Switch.
NOT_INSIDE = ("Form", "RichText", "NavigationList", "PhotoPicker", "DocumentPicker")


def check_layout(scene: Scene) -> None:
    report, screen = scene.report, scene.screen
    if len(screen.components) > MOST_COMPONENTS:
        message = (
            f"Maximum number of components allowed per screen is {MOST_COMPONENTS} but found "
            f"{len(screen.components)}."
        )
        report.add("MAX_ALLOWED_COMPONENTS_PER_SCREEN", message, (*screen.path, "layout", "children"))
    for kind, (most, error) in MOST_PER_SCREEN.items():
        found = screen.of_type(kind)
        if len(found) > most:
            message = f"Maximum number of {kind} allowed per screen is {most} but found {len(found)}."
            report.add(error, message, found[most].path)
    pickers = screen.of_type(*PICKERS)
    if len({placed.type for placed in pickers}) > 1:
        message = (
            "You can only have a maximum of 1 component of type PhotoPicker or DocumentPicker per screen."
        )
        report.add("INVALID_COMPONENT_PLACEMENT", message, pickers[1].path)
    _check_footers(report, screen)
    _check_forms(report, screen)
    _check_names(report, screen)
    _check_alone(report, screen)
    for placed in screen.components:
        _check_branches(scene, placed)


def check_carousels(report: Report, screens: list[Screen]) -> None:
    placed = [one for screen in screens for one in screen.of_type("ImageCarousel")]
    if len(placed) > MOST_CAROUSELS_PER_FLOW:
        message = f"Maximum number of ImageCarousel allowed per Flow is {MOST_CAROUSELS_PER_FLOW}."
        report.add("MAX_IMAGE_CAROUSEL_PER_FLOW", message, placed[MOST_CAROUSELS_PER_FLOW].path)


def _check_footers(report: Report, screen: Screen) -> None:
    footers = screen.of_type("Footer")
    outside = [placed for placed in footers if not {"If", "Switch"} & set(placed.within)]
    if len(outside) > 1:
        message = f"Maximum number of Footer allowed per screen is 1 but found {len(outside)}."
        report.add("MAX_FOOTER_PER_SCREEN", message, outside[1].path)
    elif outside and len(footers) > 1:
        message = "Maximum number of Footer component allowed per screen is 1."
        report.add("MORE_THAN_ONE_FOOTER", message, outside[0].path)
    for placed in footers:
        if placed.within.count("If") + placed.within.count("Switch") > 1:
            message = "Footer can be added within If only in the first level."
            report.add("INVALID_COMPONENT_PLACEMENT", message, placed.path)


def _check_forms(report: Report, screen: Screen) -> None:
    forms = screen.of_type("Form")
    outside = [placed for placed in _inputs(screen) if "Form" not in placed.within]
    for placed in forms:
        if "Form" in placed.within:
            report.add("INVALID_COMPONENT_PLACEMENT", "A Form cannot stand inside another Form.", placed.path)
        init = placed.value.get("init-values")
        if isinstance(init, dict):
            fields = screen.inputs()
            natives = [name for name in init if name in fields and fields[name].type in PICKERS]
            if natives:
                message = (
                    f"Property 'init-values' should not contain value for components: [{', '.join(natives)}]."
                )
                report.add("NATIVE_COMPONENT_IN_FORM_INIT_VALUES", message, (*placed.path, "init-values"))
    for placed in outside:
        if report.version < (4, 0):
            message = f"Property '{placed.type}' must be defined inside parent property 'Form'."
            report.add("KEYWORD_ONE_OF", message, placed.path)
        elif forms:
            message = f"Component '{placed.type}' is not allowed outside Form when Form component is present."
            report.add("COMPONENTS_OUTSIDE_FORM", message, placed.path)


def _check_names(report: Report, screen: Screen) -> None:
    names = Counter(str(placed.value["name"]) for placed in _inputs(screen) if "name" in placed.value)
    seen: set[str] = set()
    for placed in _inputs(screen):
        name = str(placed.value.get("name"))
        if names[name] > 1 and name in seen:
            message = f"Duplicate name found for Form components: {name}."
            report.add("DUPLICATE_FORM_COMPONENT_NAMES", message, (*placed.path, "name"))
        seen.add(name)


def _check_alone(report: Report, screen: Screen) -> None:
    """RichText stands alone (with a Footer since 6.3), and so does a NavigationList."""
    others = [placed for placed in screen.components if placed.type != "RichText"]
    rich = screen.of_type("RichText")
    beside = [placed for placed in others if placed.type != "Footer" or report.version < (6, 3)]
    if rich and (beside or len(rich) > 1):
        message = "RichText must stand alone on its screen; since Flow JSON 6.3 with a Footer."
        report.add("INVALID_RICHTEXT_PLACEMENT", message, rich[0].path)
    lists = screen.of_type("NavigationList")
    if lists and (screen.terminal or len(lists) != len(screen.components)):
        message = (
            "NavigationList cannot be used on a terminal screen, nor in combination with other components."
        )
        report.add("INVALID_COMPONENT_PLACEMENT", message, lists[0].path)


def _check_branches(scene: Scene, placed: Placed) -> None:
    report = scene.report
    if placed.type in NOT_INSIDE and {"If", "Switch"} & set(placed.within):
        message = f"{placed.type} is not allowed inside of If and Switch."
        report.add("INVALID_COMPONENT_PLACEMENT", message, placed.path)
    if placed.type == "If":
        _check_if(scene, placed)
    elif placed.type == "Switch":
        cases = placed.value.get("cases")
        path: Path = (*placed.path, "cases")
        if isinstance(cases, dict) and not cases:
            report.add("MIN_ITEMS_REQUIRED", "Invalid empty property found at: 'cases'.", path)
        elif isinstance(cases, dict) and len({_has_footer(case) for case in cases.values()}) > 1:
            message = "Footer component must be present in all switch cases if it exists in one of the cases."
            report.add("MISSING_FOOTER_IN_SWITCH_BRANCHES", message, path)


def _check_if(scene: Scene, placed: Placed) -> None:
    report, value = scene.report, placed.value
    if placed.within.count("If") >= DEEPEST_IF:
        message = f"It is allowed to nest up to {DEEPEST_IF} 'If' components."
        report.add("INVALID_COMPONENT_PLACEMENT", message, placed.path)
    if value.get("then") == []:
        message = "Expected array to contain at least one component."
        report.add("INVALID_PROPERTY_VALUE", message, (*placed.path, "then"))
    if _has_footer(value.get("then")) != _has_footer(value.get("else")):
        message = (
            "Missing Footer inside one of the 'If' component branches. Branch 'else' should exist and "
            "contain one Footer."
        )
        report.add("MISSING_FOOTER_IN_IF_ELSE_BRANCHES", message, placed.path)
    condition = value.get("condition")
    if isinstance(condition, str):
        try:
            Condition(condition.strip("`"), lambda text: type_of(scene, next(references(text))))
        except ConditionError as error:
            report.add("INVALID_PROPERTY_VALUE", str(error), (*placed.path, "condition"))


def _has_footer(found: Any) -> bool:
    rows = found if isinstance(found, list) else []
    return any(isinstance(row, dict) and row.get("type") == "Footer" for row in rows)


def _inputs(screen: Screen) -> Iterator[Placed]:
    return (
        placed
        for placed in screen.components
        if placed.type in COMPONENTS and COMPONENTS[placed.type].is_input
    )
