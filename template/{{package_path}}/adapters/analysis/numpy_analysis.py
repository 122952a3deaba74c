"""Looks at figures as arrays of NumPy."""

from collections.abc import Sequence

import numpy as np


def averages(figures: Sequence[float], window: int) -> list[float]:
    """Average each figure with those before it, as many as the window has."""
    values = np.asarray(figures, dtype=np.float64)
    sums = np.convolve(values, np.ones(window))[: len(values)]
    counts = np.minimum(np.arange(1, len(values) + 1), window)
    return [float(average) for average in sums / counts]


def trend(figures: Sequence[float]) -> float:
    """Return the slope of the straight line that is nearest to all figures."""
    slope, _ = np.polyfit(np.arange(len(figures)), np.asarray(figures), deg=1)
    return float(slope)
