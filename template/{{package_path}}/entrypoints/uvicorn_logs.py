"""What Uvicorn logs."""

import logging


def without_colors(record: logging.LogRecord) -> bool:
    """Drop the second, coloured copy that Uvicorn has of its messages."""
    vars(record).pop("color_message", None)
    return True
