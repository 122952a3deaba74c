"""What the views are handed as a request."""

from collections.abc import Iterable

import flask
from werkzeug.datastructures import ImmutableMultiDict


class LastOneCounts(ImmutableMultiDict[str, str]):
    """Parameters, of which one that is given twice has its last value."""

    def __getitem__(self, key: str) -> str:
        return super().getlist(key)[-1] if key in self else super().__getitem__(key)

    # `dict` has views here; Werkzeug's own classes return iterables, too.

    def items(  # type: ignore[override]
        self,
        multi: bool = False,
    ) -> Iterable[tuple[str, str]]:
        """Return names and values; `to_dict` uses this method."""
        if multi:
            return super().items(multi=True)
        return ((key, self[key]) for key in self)

    def values(self) -> Iterable[str]:  # type: ignore[override]
        """Return the values."""
        return (self[key] for key in self)


class Request(flask.Request):
    """A request as all the API's views want it."""

    parameter_storage_class = LastOneCounts
