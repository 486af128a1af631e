"""What becomes of a message after Meta accepted it."""
