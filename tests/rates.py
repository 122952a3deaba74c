"""An exchange-rate service of the tests' own."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Rates(BaseHTTPRequestHandler):
    """An odd rate for the euro, none for others; it notes what it was asked when."""

    asked: list[tuple[str, float]]

    def do_GET(self) -> None:
        self.asked.append((self.path, time.time()))
        rates = {"EUR": 0.9215} if "symbols=EUR" in self.path else {}
        body = json.dumps({"base": "USD", "rates": rates}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the base class's name
        """Say nothing."""


@contextmanager
def rates_server() -> Iterator[tuple[str, list[tuple[str, float]]]]:
    """Run the service.

    Yields
    ------
    tuple[str, list[tuple[str, float]]]
        Its address, and the paths it has been asked for, each with the time.
    """
    asked: list[tuple[str, float]] = []
    handler = type("Asked", (Rates,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
