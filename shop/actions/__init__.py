"""What changes the catalogue and its stock."""
