"""A copy that arrives."""
