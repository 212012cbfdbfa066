"""The shop, its catalogue and stock."""
