"""Dated judgements per place and TPS: append-only."""
