"""The errors of this package. Their texts are one sentence for a person."""


class SpecError(Exception):
    """A document, a tool or a folder is missing or unusable: the command could not."""


class WrongUsage(SpecError):
    """Arguments that do not go together."""
