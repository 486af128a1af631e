"""Ice breakers and commands of a number: `/{phone}/conversational_automation`."""

import re
from typing import Any

import msgspec

from waypost_sandbox.graph.call import Call, edge
from waypost_sandbox.graph.errors import GraphError
from waypost_sandbox.state import Json

MOST_PROMPTS, LONGEST_PROMPT = 4, 80
MOST_COMMANDS, LONGEST_NAME, LONGEST_DESCRIPTION = 30, 32, 256
_NAME = re.compile(r"[A-Za-z0-9_]+")
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\U0001fc00-\U0001ffff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\ufe0f\u20e3\u200d]"
)


@edge("phone", "POST", "conversational_automation")
async def set_components(call: Call) -> Json:
    """What is given replaces what was there; the rest stays."""
    phone = call.state.phone_numbers[call.node]
    given = await call.given()
    changed: Json = {}
    if "prompts" in given:
        changed["prompts"] = _prompts(_list(given, "prompts"))
    if "commands" in given:
        changed["commands"] = _commands(_list(given, "commands"))
    phone.automation = {**phone.automation, **changed}
    return {"success": True}


def _prompts(found: list[Any]) -> list[str]:
    if len(found) > MOST_PROMPTS:
        raise GraphError(100, f"Param prompts has at most {MOST_PROMPTS} items.")
    for prompt in found:
        _check_words(prompt, "prompts", LONGEST_PROMPT)
    return [str(prompt) for prompt in found]


def _commands(found: list[Any]) -> list[Json]:
    if len(found) > MOST_COMMANDS:
        raise GraphError(100, f"Param commands has at most {MOST_COMMANDS} items.")
    commands = []
    for command in found:
        if not isinstance(command, dict):
            raise GraphError(100, "Param commands must be an array of objects.")
        name, description = command.get("command_name"), command.get("command_description")
        _check_words(name, "command_name", LONGEST_NAME)
        _check_words(description, "command_description", LONGEST_DESCRIPTION)
        if _NAME.fullmatch(str(name)) is None:
            raise GraphError(100, "Param command_name takes letters, digits and underscores only.")
        commands.append({"command_name": name, "command_description": description})
    names = [command["command_name"] for command in commands]
    if len(set(names)) != len(names):
        raise GraphError(100, "Command names must be unique.")
    return commands


def _check_words(words: object, name: str, longest: int) -> None:
    if not isinstance(words, str) or not words.strip():
        raise GraphError(131008, f"The parameter {name} is required and must be a string.")
    if len(words) > longest:
        raise GraphError(100, f"Param {name} has at most {longest} characters.")
    if _EMOJI.search(words) is not None:
        raise GraphError(100, f"Param {name} must not hold emoji.")


def _list(given: Json, name: str) -> list[Any]:
    found = given[name]
    if isinstance(found, str):
        try:
            found = msgspec.json.decode(found)
        except msgspec.DecodeError as error:
            raise GraphError(100, f"Param {name} must be an array.") from error
    if not isinstance(found, list):
        raise GraphError(100, f"Param {name} must be an array.")
    return found
