"""The seven categories of the go-live checklist, against a running deployment."""
