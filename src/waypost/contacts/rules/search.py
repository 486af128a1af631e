"""What a person types to find somebody."""


def search_terms(text: str) -> str:
    """What a person types, as a prefix query of PostgreSQL's `simple` configuration; '' finds nothing.

    A number may be given by its beginning or by its last digits, which are indexed backwards.
    """
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    digits = "".join(c for c in text if c.isdigit())
    if digits and not any(c.isalpha() for c in text):
        national = digits.lstrip("0")
        return f"{digits}:* | r{digits[::-1]}:*" + (
            f" | r{national[::-1]}:*" if national != digits and national else ""
        )
    return " & ".join(f"{word}:*" for word in words)
