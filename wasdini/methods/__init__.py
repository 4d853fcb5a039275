"""Versioned data of the trade: weights, thresholds, stages, issues, measures, sentences; and their loader."""
