"""`/_sandbox/`: what tests, benches and the phone steer the world with; Meta has nothing of it."""
