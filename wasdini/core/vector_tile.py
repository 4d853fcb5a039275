"""Vector tiles as bytes: Mapbox Vector Tile 2.1, points and polygons, written with whole arrays.

Geometry comes in tile units (0..4096, y down). The general encoders spend most of their time repairing and quantising
point by point; ours is handed clean rings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wasdini.core.tiles import EXTENT

Attribute = str | int | float | bool | None
Ring = NDArray[np.int64]  # n × 2, closed or not

_POINT, _POLYGON = 1, 3
_MOVE_TO, _LINE_TO, _CLOSE_PATH = 1, 2, 7
_VARIABLE, _BYTES = 0, 2  # protobuf wire types


@dataclass(frozen=True)
class Feature:
    """One thing on the map: a point, or polygons each of one outer ring and its holes. None attributes are left out."""

    id: int
    attributes: Mapping[str, Attribute]
    point: tuple[int, int] | None = None
    polygons: Sequence[Sequence[Ring]] = ()


@dataclass
class _Words:
    """Keys and values of a layer, each written once."""

    keys: dict[str, int] = field(default_factory=dict)
    values: dict[tuple[type, Attribute], int] = field(default_factory=dict)

    def tags(self, attributes: Mapping[str, Attribute]) -> list[int]:
        found: list[int] = []
        for key, value in attributes.items():
            if value is not None:
                found.append(self.keys.setdefault(key, len(self.keys)))
                found.append(self.values.setdefault((type(value), value), len(self.values)))
        return found


def encode_tile(layers: Mapping[str, Iterable[Feature]]) -> bytes:
    """The tile. Features without any visible geometry, and layers without features, are left out."""
    tile = b""
    for name, features in layers.items():
        words = _Words()
        written = b"".join(_written(feature, words) for feature in features)
        if written:
            tile += _message(3, _layer(name, written, words))
    return tile


def _layer(name: str, features: bytes, words: _Words) -> bytes:
    keys = b"".join(_message(3, key.encode()) for key in words.keys)
    values = b"".join(_message(4, _value(value)) for _, value in words.values)
    return (
        _number(15, 2) + _message(1, name.encode()) + features + keys + values + _number(5, EXTENT)
    )  # fmt: skip


def _written(feature: Feature, words: _Words) -> bytes:
    if feature.point is not None:
        geometry, kind = _pointed(feature.point), _POINT
    else:
        geometry, kind = _polygons(feature.polygons), _POLYGON
    if not geometry:
        return b""
    tags = b"".join(_varint(index) for index in words.tags(feature.attributes))
    return _message(2, _number(1, feature.id) + _message(2, tags) + _number(3, kind) + _message(4, geometry))


def _pointed(point: tuple[int, int]) -> bytes:
    return _varint(_command(_MOVE_TO, 1)) + b"".join(_varint(_signed(value)) for value in point)


def _polygons(polygons: Sequence[Sequence[Ring]]) -> bytes:
    """Outer rings have positive area (clockwise on the screen), holes negative: the specification, 4.3.4.4."""
    parts: list[NDArray[np.int64]] = []
    cursor = np.zeros((1, 2), dtype=np.int64)
    for ring in (ring for polygon in polygons for ring in _visible(polygon)):
        steps = _zigzag(np.diff(np.concatenate([cursor, ring]), axis=0)).ravel()
        parts += [
            np.array([_command(_MOVE_TO, 1)]), steps[:2],
            np.array([_command(_LINE_TO, len(ring) - 1)]), steps[2:],
            np.array([_command(_CLOSE_PATH, 1)]),
        ]  # fmt: skip
        cursor = ring[-1:]
    return _packed(np.concatenate(parts)) if parts else b""


def _visible(polygon: Sequence[Ring]) -> list[Ring]:
    """The outer ring and its holes, those too small to see left out; nothing when the outer one is."""
    outer = _turned(_clean(polygon[0]), outer=True)
    if outer is None:
        return []
    holes = (_turned(_clean(ring), outer=False) for ring in polygon[1:])
    return [outer, *(hole for hole in holes if hole is not None)]


def _clean(ring: Ring) -> Ring:
    """Without repeated points, without the closing one."""
    kept = np.ones(len(ring), dtype=bool)
    kept[1:] = (np.diff(ring, axis=0) != 0).any(axis=1)
    ring = ring[kept]
    return ring[:-1] if len(ring) > 1 and (ring[0] == ring[-1]).all() else ring


def _turned(ring: Ring, *, outer: bool) -> Ring | None:
    if len(ring) < 3:
        return None
    x, y = ring[:, 0], ring[:, 1]
    area = int(np.dot(x[:-1], y[1:]) - np.dot(y[:-1], x[1:]) + x[-1] * y[0] - y[-1] * x[0])
    if area == 0:
        return None
    return ring if (area > 0) is outer else ring[::-1]


def _command(command: int, count: int) -> int:
    return command | count << 3


def _zigzag(values: NDArray[np.int64]) -> NDArray[np.int64]:
    return (values << 1) ^ (values >> 63)


def _packed(values: NDArray[np.int64]) -> bytes:
    """Each value as a protobuf varint: seven bits a byte, lowest first, the high bit saying that more follow."""
    lengths = np.ones(len(values), dtype=np.int64)
    for bits in range(7, 63, 7):
        lengths += values >= 1 << bits
    longest = int(lengths.max(initial=1))
    columns = np.arange(longest)
    digits = (values[:, None] >> (7 * columns)) & 0x7F
    digits |= np.where(columns < lengths[:, None] - 1, 0x80, 0)
    return digits[columns < lengths[:, None]].astype(np.uint8).tobytes()


def _signed(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _varint(value: int) -> bytes:
    """One value: for single numbers a loop is ten times quicker than an array."""
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)


def _number(tag: int, value: int) -> bytes:
    return _varint(tag << 3 | _VARIABLE) + _varint(value)


def _message(tag: int, body: bytes) -> bytes:
    return _varint(tag << 3 | _BYTES) + _varint(len(body)) + body


def _value(value: Attribute) -> bytes:
    if isinstance(value, bool):
        return _number(7, int(value))
    if isinstance(value, int):
        return _number(6, _signed(value))
    if isinstance(value, float):
        return _varint(3 << 3 | 1) + np.float64(value).tobytes()
    return _message(1, str(value).encode())
