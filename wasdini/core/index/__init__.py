"""The vulnerability index: score, bounds, roll-up, categories, comparison, rank stability, explanation. Pure."""
