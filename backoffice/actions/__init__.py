"""Do what staff ask for at the back office, and write it into the audit trail."""
