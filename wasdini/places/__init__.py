"""The region tree and its polling stations: codes, validity, boundaries, neighbours."""
