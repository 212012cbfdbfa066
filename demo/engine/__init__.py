"""Decide what the demo shop sells and how it looks; pure values in, values out."""
