"""What the sandbox itself can carry: `python -m sandbox.bench.<name>`."""
