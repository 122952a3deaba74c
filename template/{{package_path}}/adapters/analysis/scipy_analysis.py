"""Looks at figures with the filters and the statistics of SciPy."""

from collections.abc import Sequence

from scipy.signal import lfilter
from scipy.stats import theilslopes


def averages(figures: Sequence[float], window: int) -> list[float]:
    """Average each figure with those before it, as many as the window has."""
    sums = lfilter([1.0] * window, [1.0], figures)
    return [float(sums[n]) / min(n + 1, window) for n in range(len(figures))]


def trend(figures: Sequence[float]) -> float:
    """Return the median of the slopes between all pairs: one odd day bends nothing."""
    return float(theilslopes(figures).slope)
