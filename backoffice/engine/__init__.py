"""Decide how the back office shows things: its navigation, its plots, words for states."""
