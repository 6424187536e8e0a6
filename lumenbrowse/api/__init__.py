"""Asking a server for its models, and reading what it answers."""
