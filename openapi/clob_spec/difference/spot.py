"""Where a comparison of schemas stands."""

from __future__ import annotations

from attrs import evolve, frozen

from clob_spec.difference import names
from clob_spec.difference.change import Direction


@frozen
class Spot:
    """Where a comparison stands: the direction of the value, and the generated names on both sides.

    `owners` are the classes that an object here would make; `names` what a change right here touches.
    `as_text`: the value is written without quotes, as in a parameter; `form`: those of its properties are.
    `exploded`: each value of a new list is written by itself. `omittable`: the value may be left out.
    """

    direction: Direction
    owners: tuple[str, str]
    names: tuple[str, ...]
    as_text: bool = False
    form: bool = False
    exploded: bool = False
    omittable: bool = True

    def below(self, suffix: str) -> Spot:
        """The spot of a schema inside this one that has no name of its own."""
        owners = (names.class_name(self.owners[0], suffix), names.class_name(self.owners[1], suffix))
        return evolve(self, owners=owners, form=False, exploded=False, omittable=False)

    def attribute(self, old: str | None, new: str | None, *, omittable: bool = True) -> Spot:
        """The spot of a property, by its names on the wire."""
        touched = tuple(
            f"models.{owner}.{names.attribute(name)}"
            for owner, name in zip(self.owners, (old, new), strict=True)
            if name is not None
        )
        one, other = old or new or "", new or old or ""
        owners = (names.class_name(self.owners[0], one), names.class_name(self.owners[1], other))
        return evolve(
            self,
            owners=owners,
            names=touched,
            as_text=self.form,
            form=False,
            exploded=self.form,
            omittable=omittable,
        )
