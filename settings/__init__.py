"""Wiring: settings, addresses, processes and private servers. Everything that is bound by name is bound here."""
