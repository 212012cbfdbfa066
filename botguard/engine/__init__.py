"""Decide about requests: values in, verdicts out."""
