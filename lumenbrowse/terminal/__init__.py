"""The terminal taken over, and what reaches it."""
