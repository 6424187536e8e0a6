"""The user interface: only it and the driver import Textual."""
