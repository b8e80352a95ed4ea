"""The one error of this package. Its text is one sentence for a person."""


class SpecError(Exception):
    """A document, a tool or a folder is missing or unusable; the command line ends with 3."""
