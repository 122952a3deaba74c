"""Figures, each a ratio measured in one run: these machines are noisy."""
