"""Entity tags: an order's version, by which callers say what they have seen."""

import re

from ...domain.order import Order

TAG = re.compile(r'"([1-9][0-9]{0,8})"')


def etag(order: Order) -> str:
    """Return an order's entity tag: each step gives the order another one."""
    return f'"{order.version}"'


def expected_versions(if_match: str | None) -> frozenset[int] | None:
    """Return the versions that an `If-Match` header names; None stands for any.

    A tag that this service has not given out, such as a weak one, names none.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    tags = [TAG.fullmatch(tag.strip()) for tag in if_match.split(",")]
    return frozenset(int(tag[1]) for tag in tags if tag is not None)
