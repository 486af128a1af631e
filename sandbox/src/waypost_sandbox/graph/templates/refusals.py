"""How Meta refuses a template: code 100, and mostly a subcode with words for people."""

from waypost_sandbox.graph.errors import GraphError

LIMIT = 2388019
BEING_DELETED = 2388023
EXISTS = 2388024
NOT_EDITABLE = 2388039
TOO_LONG = 2388040
MISSING = 2388043
NAME = 2388046
HEADER = 2388047
BODY = 2388072
FOOTER = 2388073
SAMPLE_NAME = 2388155
TOO_MANY_VARIABLES = 2388293
VARIABLE_AT_AN_END = 2388299


def refusal(subcode: int | None, title: str, words: str) -> GraphError:
    return GraphError(100, words, subcode=subcode, message="Invalid parameter", user=(title, words))


def misshapen(words: str) -> GraphError:
    """What does not even have the shape of the parameter."""
    return GraphError(100, words, message=f"(#100) {words}")


def missing(name: str) -> GraphError:
    return misshapen(f"The parameter {name} is required.")


def too_long(what: str, longest: int) -> GraphError:
    return refusal(TOO_LONG, "Character limit exceeded", f"{what} has at most {longest} characters.")


def missing_fields(component: str, fields: str) -> GraphError:
    return refusal(
        MISSING,
        'Message template "components" param is missing expected field(s)',
        f"component of type {component} is missing expected field(s) ({fields})",
    )


def header_format(words: str) -> GraphError:
    return refusal(HEADER, "Message header format is incorrect", words)


def body_format(words: str) -> GraphError:
    return refusal(BODY, "Message body format is incorrect", words)


def footer_format(words: str) -> GraphError:
    return refusal(FOOTER, "Message footer format is incorrect", words)


def button_format(words: str) -> GraphError:
    return refusal(None, "Message template button is incorrect", words)


def combination(words: str) -> GraphError:
    """Parts that each are right but cannot stand together."""
    return refusal(None, "Message template components do not fit together", words)


def not_editable(words: str) -> GraphError:
    return refusal(NOT_EDITABLE, "Message template status can't be changed", words)
