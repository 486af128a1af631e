"""What operators' commands look at. Each look yields findings; who asks decides which looks count."""
