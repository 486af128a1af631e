"""Why a file is not taken."""


class Refused(Exception):
    """`code` and `words` make a sentence in `waypost.media.rules`."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


class Later(Exception):
    """It can be done, but takes longer than somebody waits for an answer."""
