"""The ways from screen to screen: one beginning, only forward, nobody left out."""

from waypost_sandbox.graph.flows.validation.actions import actions
from waypost_sandbox.graph.flows.validation.outline import Json, Screen
from waypost_sandbox.graph.flows.validation.places import Path
from waypost_sandbox.graph.flows.validation.report import Report

MOST_BRANCHES = 10
ERROR = "INVALID_ROUTING_MODEL"

Routes = dict[str, list[str]]


def routes_of(document: Json, screens: list[Screen]) -> Routes:
    """As the routing model says, else as the navigate actions go."""
    model = document.get("routing_model")
    if isinstance(model, dict) and model:
        return {
            str(source): [str(target) for target in targets] if isinstance(targets, list) else []
            for source, targets in model.items()
        }
    return navigations(screens)


def navigations(screens: list[Screen]) -> Routes:
    routes: Routes = {}
    for screen in screens:
        targets = [action.next_screen for action in actions(screen) if action.name == "navigate"]
        routes[screen.id] = list(dict.fromkeys(targets))
    return routes


def entry_screen(document: Json, screens: list[Screen]) -> str:
    """Where a flow begins: the first screen that no other leads to."""
    reached = {target for targets in routes_of(document, screens).values() for target in targets}
    ids = [screen.id for screen in screens]
    return next((found for found in ids if found not in reached), ids[0] if ids else "")


def check_routing(report: Report, document: Json, screens: list[Screen], *, endpoint: bool) -> None:
    known = [screen.id for screen in screens]
    path: Path = ("routing_model",) if "routing_model" in document else ("screens",)
    model = document.get("routing_model")
    if endpoint and not isinstance(model, dict):
        message = "The property 'routing_model' is required for property 'data_api_version'."
        report.add("MISSING_REQUIRED_PROPERTY", message, ())
        return
    routes = routes_of(document, screens)
    if "routing_model" in document and (endpoint or model):
        _check_model(report, routes, known, path)
        for source, targets in navigations(screens).items():
            for target in targets:
                if target in known and target not in routes.get(source, []) and target != source:
                    message = (
                        f"Missing direct route from screen '{source}' to screen '{target}' in the routing "
                        f"model, while it exists in the navigate screen action of screen '{source}'."
                    )
                    report.add(ERROR, message, path)
    inside = {
        source: [t for t in targets if t in known] for source, targets in routes.items() if source in known
    }
    _check_shape(report, inside, known, path)


def _check_model(report: Report, routes: Routes, known: list[str], path: Path) -> None:
    absent = [screen for screen in known if screen not in routes]
    if absent:
        message = f"Following screens are missing in the routing model: {', '.join(absent)}."
        report.add(ERROR, message, path)
    named = dict.fromkeys([*routes, *(target for targets in routes.values() for target in targets)])
    strange = [screen for screen in named if screen not in known]
    if strange:
        message = f"Invalid screens found in the routing model: {', '.join(strange)}."
        report.add(ERROR, message, path)


def _check_shape(report: Report, routes: Routes, known: list[str], path: Path) -> None:
    for source, targets in routes.items():
        if len(targets) > MOST_BRANCHES:
            message = f"Number of branches exceeds the max limit of {MOST_BRANCHES} for screen: {source}."
            report.add(ERROR, message, path)
        for target in targets:
            if source in routes.get(target, []) and source < target:
                message = (
                    f"Backward route [{target}->{source}] corresponding to forward route "
                    f"[{source}->{target}] is not allowed in the routing model. Only forward routes can be "
                    "specified."
                )
                report.add(ERROR, message, path)
    reached = {target for source, targets in routes.items() for target in targets if target != source}
    entries = [screen for screen in known if screen not in reached]
    if known and not entries:
        message = "No entry screen found in the routing model. Expected a screen with no inbound edges."
        report.add(ERROR, message, path)
        return
    loop = _loop(routes)
    if loop:
        report.add(ERROR, f"Loop detected in the routing model for screens: {', '.join(loop)}.", path)
    lost = [screen for screen in known if screen not in _reachable(routes, entries[:1])] if entries else []
    if lost:
        message = (
            f"Following screens are not connected with the rest of the screens: {', '.join(lost)}. "
            "All screens should be connected."
        )
        report.add(ERROR, message, path)


def _reachable(routes: Routes, starts: list[str]) -> set[str]:
    seen, ahead = set(starts), list(starts)
    while ahead:
        for target in routes.get(ahead.pop(), []):
            if target not in seen:
                seen.add(target)
                ahead.append(target)
    return seen


def _loop(routes: Routes) -> list[str]:
    """Screens that lead back to themselves; navigating to the same screen is told elsewhere."""
    return [
        screen
        for screen in routes
        if screen in _reachable(routes, [target for target in routes[screen] if target != screen])
    ]
