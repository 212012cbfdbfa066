"""The demo shop and its simulated past."""
