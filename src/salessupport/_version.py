"""The version of the distribution, kept in one place for the build and for `salessupport.__version__`."""

__version__ = "0.1.0"
