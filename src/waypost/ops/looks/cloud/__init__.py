"""What Google Cloud says of an installation. Each look takes the signed-in client."""
