"""Hold the demo shop: its goods, its pictures and its past."""
