"""Events that must not be lost: one table, one relay, receipts that make consumers safe to run twice."""
