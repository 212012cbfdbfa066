"""The guard's own pages."""
