"""What the views are handed as a request."""

import flask
from werkzeug.datastructures import ImmutableMultiDict


class LastOneCounts(ImmutableMultiDict[str, str]):
    """Parameters, of which one that is given twice has its last value."""

    def __getitem__(self, key: str) -> str:
        return super().getlist(key)[-1] if key in self else super().__getitem__(key)


class Request(flask.Request):
    """A request as all the API's views want it."""

    parameter_storage_class = LastOneCounts
