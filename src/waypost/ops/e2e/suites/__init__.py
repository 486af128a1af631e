"""One file per category. A case is a function that raises when what it says does not hold."""
