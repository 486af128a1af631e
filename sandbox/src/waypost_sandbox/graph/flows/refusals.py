"""How the Flows API refuses: one code for many reasons, told apart by the title for people."""

from waypost_sandbox.graph.errors import GraphError


def refused(code: int, title: str, words: str, subcode: int | None = None) -> GraphError:
    return GraphError(code, subcode=subcode, user=(title, words))
