"""Wasdini: deteksi dini dan cegah dini pemilu."""

__version__ = "0.1.0"
