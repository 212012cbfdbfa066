"""Read what the back office shows."""
