"""Looks at figures as series of pandas."""

from collections.abc import Sequence

import pandas as pd


def averages(figures: Sequence[float], window: int) -> list[float]:
    """Average each figure with those before it, as many as the window has."""
    averaged = pd.Series(figures).rolling(window, min_periods=1).mean()
    return [float(average) for average in averaged]


def trend(figures: Sequence[float]) -> float:
    """Return the slope of the straight line that is nearest to all figures."""
    days = pd.Series(range(len(figures)), dtype=float)
    return float(days.cov(pd.Series(figures)) / days.var())
