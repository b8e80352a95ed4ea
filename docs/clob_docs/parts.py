"""The parts of pages that are made of the code: a page has a line `{{ name }}` where one goes."""

from collections.abc import Callable
from functools import partial

from clob_docs import catalogues, commands, reference, root_pages, schemas

PARTS: dict[str, Callable[[], str]] = {
    "readme": partial(root_pages.page, "README.md"),
    "contributing": partial(root_pages.page, "CONTRIBUTING.md"),
    "changelog": partial(root_pages.page, "CHANGELOG.md"),
    "notices": partial(root_pages.page, "THIRD-PARTY-NOTICES.md"),
    "clients": reference.clients,
    "errors": reference.errors,
    "names": reference.all_names,
    "modules": reference.other_modules,
    "objects": schemas.objects,
    "clauses": catalogues.clauses,
    "deviations": catalogues.deviations,
    "faults": catalogues.faults,
    "unbroken": catalogues.unbroken,
    "commands": commands.all_commands,
}


def filled(text: str) -> str:
    """A page's text with each made part in its place."""
    for name, make in PARTS.items():
        place = f"{{{{ {name} }}}}"
        if place in text:
            text = text.replace(place, make())
    return text
