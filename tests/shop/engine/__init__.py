"""The shop's decisions, without a database."""
