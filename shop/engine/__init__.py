"""Decide for the shop: money, prices and what may be sold. Values in, values out."""
