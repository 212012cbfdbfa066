"""What the back office reads of the guard."""
