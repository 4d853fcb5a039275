"""Web-map tiles: which part of the world a tile shows, and where a point stands inside it.

Web Mercator (EPSG:3857) squares, y counted from the north, as every vector-tile map asks for them (OGC
WebMercatorQuad). Units inside a tile are 1/4096 of its side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wasdini.core.terms import Level

EXTENT = 4096
BUFFER_SHARE = 1 / 32  # drawn beyond the edge, so that an outline or a symbol is not cut at it
ZOOM_MAX = 16
STATIONS_FROM_ZOOM = 13

Floats = NDArray[np.float64]


class TileInvalid(ValueError):
    """No such tile: zoom, column or row out of range."""


@dataclass(frozen=True)
class Box:
    """Degrees, edges included."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Tile:
    """Zoom, column from the west, row from the north. Raises `TileInvalid`."""

    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        if not (0 <= self.z <= ZOOM_MAX and 0 <= self.x < 2**self.z and 0 <= self.y < 2**self.z):
            raise TileInvalid(f"{self.z}/{self.x}/{self.y}")

    def box(self, *, buffer_share: float = 0.0) -> Box:
        """Degrees the tile covers, widened on each side by a share of its width."""
        across = 2**self.z
        return Box(
            west=(self.x - buffer_share) / across * 360 - 180,
            east=(self.x + 1 + buffer_share) / across * 360 - 180,
            north=_latitude((self.y - buffer_share) / across),
            south=_latitude((self.y + 1 + buffer_share) / across),
        )

    def place(self, lon: Any, lat: Any) -> tuple[Floats, Floats]:
        """Degrees -> units of this tile: right, and down from its north edge."""
        across = 2**self.z
        right = (np.asarray(lon, dtype=np.float64) + 180) / 360 * across - self.x
        radians = np.radians(np.asarray(lat, dtype=np.float64))
        down = (1 - np.arcsinh(np.tan(radians)) / math.pi) / 2 * across - self.y
        return right * EXTENT, down * EXTENT


def cluster_level(zoom: int) -> Level:
    """At which level stations are counted together: the region's own point carries the count of all in it."""
    if zoom <= 5:
        return Level.KABKOTA
    if zoom <= 8:
        return Level.KECAMATAN
    return Level.DESA if zoom < STATIONS_FROM_ZOOM else Level.TPS


def outline_level(zoom: int) -> Level:
    """Which regions are outlined at a zoom."""
    if zoom <= 7:
        return Level.KABKOTA
    return Level.KECAMATAN if zoom <= 10 else Level.DESA


def _latitude(share_from_north: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share_from_north))))
