"""The version of the package, which every table carries."""

__version__ = "0.1.0"
