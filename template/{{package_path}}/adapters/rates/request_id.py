"""The request id, for calls to the exchange-rate service."""

from ...config.logs import bound_values


def request_id_header() -> dict[str, str]:
    """Return the header with the id of the current request; empty without one.

    A job has the id of the request that enqueued it.
    """
    request_id = bound_values().get("request_id")
    return {"X-Request-ID": request_id} if request_id else {}
