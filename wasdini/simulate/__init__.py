"""The demonstration regency: an invented place in the open sea, clearly marked CONTOH, that fills every page."""
