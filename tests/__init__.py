"""The tests of lumenbrowse, one module for each module of the package."""
