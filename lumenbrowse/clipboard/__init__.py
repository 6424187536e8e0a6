"""A copy that arrives, and a page that opens: the ways out of the terminal."""
