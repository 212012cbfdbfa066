"""The back office's own pages."""
