"""A terminal browser for the models of Lumenfall: find one, read it, copy its ID."""

__version__ = "0.1.0"
