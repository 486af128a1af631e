"""How Meta refuses: in the answer of a request, and in the status of a message."""

from typing import Any

from waypost_sandbox.graph.codes import CODES

Json = dict[str, Any]

HELP = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"


class GraphError(Exception):
    """A refusal, answered in the shape of Meta's errors."""

    def __init__(
        self,
        code: int,
        details: str | None = None,
        *,
        subcode: int | None = None,
        message: str | None = None,
        user: tuple[str, str] | None = None,
        status: int | None = None,
    ) -> None:
        """`user` is the title and the message for people, which only management edges send."""
        super().__init__(code, details)
        self.code = code
        self.status, self.title, usual = CODES.get(code, (400, "Invalid parameter", ""))
        self.details = usual if details is None else details
        self.subcode = subcode
        self.message = message
        self.user = user
        self.status = status or self.status

    def body(self, trace_id: str) -> Json:
        error: Json = {
            "message": self.message or f"(#{self.code}) {self.title}",
            "type": "GraphMethodException" if self.subcode == 33 else "OAuthException",
            "code": self.code,
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.user is not None:
            error |= {"is_transient": False, "error_user_title": self.user[0], "error_user_msg": self.user[1]}
        elif self.details and self.message is None:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        error["fbtrace_id"] = trace_id
        return {"error": error}


def no_such_field(name: str, kind: str) -> GraphError:
    return GraphError(
        100,
        message=f"(#100) Tried accessing nonexisting field ({name}) on node type (WhatsAppBusiness{kind})",
    )


def not_visible(node_id: str, verb: str) -> GraphError:
    """An unknown object answers 400 as well, never 404."""
    return GraphError(
        100,
        subcode=33,
        message=f"Unsupported {verb.lower()} request. Object with ID '{node_id}' does not exist, cannot be "
        "loaded due to missing permissions, or does not support this operation. Please read the Graph API "
        "documentation at https://developers.facebook.com/docs/graph-api",
    )


def webhook_error(code: int, details: str | None = None) -> Json:
    """The same error as a status webhook carries it."""
    _, title, usual = CODES.get(code, (400, "Something went wrong", ""))
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": (usual if details is None else details) or title},
        "href": HELP,
    }
