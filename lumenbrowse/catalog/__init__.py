"""Models in, rows out: pure."""
