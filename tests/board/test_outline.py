"""The map drawn on the server."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from wasdini.board.outline import Spot, outline_map

SVG = "{http://www.w3.org/2000/svg}"
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[108.0, -9.0], [108.5, -9.0], [108.5, -9.5], [108.0, -9.5], [108.0, -9.0]]],
}
FEATURES = {"features": [{"properties": {"code": "99.01.01", "name": "Muara"}, "geometry": SQUARE}]}
MUARA = Spot("99.01.01", 'Muara <"Wening">', "Tinggi, 2,9", 4, "/tempat/99.01.01")
PULAU = Spot("99.01.02", "Pulau", "Belum diketahui", 0, "/tempat/99.01.02", lon=108.9, lat=-9.2)


def test_each_place_is_a_link_that_says_its_level_in_words() -> None:
    root = ElementTree.fromstring(outline_map([MUARA], FEATURES, title="Peta"))
    (link,) = root.iter(f"{SVG}a")
    assert link.attrib["href"] == "/tempat/99.01.01"
    assert link.attrib["aria-label"] == 'Muara <"Wening">: Tinggi, 2,9'
    assert link.find(f"{SVG}path").attrib["class"] == "step-4"  # type: ignore[union-attr]


def test_a_place_without_outline_is_a_dot_and_one_without_position_is_left_out() -> None:
    nowhere = Spot("99.01.03", "Tak Bertitik", "Rendah", 1, "/tempat/99.01.03")
    root = ElementTree.fromstring(outline_map([MUARA, PULAU, nowhere], FEATURES, title="Peta"))
    assert [link.attrib["href"] for link in root.iter(f"{SVG}a")] == ["/tempat/99.01.01", "/tempat/99.01.02"]


def test_nothing_known_draws_nothing() -> None:
    assert outline_map([Spot("99", "x", "y", 0, "/")], {"features": []}, title="Peta") == ""


@given(st.lists(st.tuples(st.floats(94, 142), st.floats(-11, 6)), min_size=1, max_size=20))
def test_every_dot_lies_on_the_sheet(points: list[tuple[float, float]]) -> None:
    spots = [Spot(str(i), "n", "w", 1, "/", lon=lon, lat=lat) for i, (lon, lat) in enumerate(points)]
    root = ElementTree.fromstring(outline_map(spots, {"features": []}, title="Peta"))
    _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
    for path in root.iter(f"{SVG}path"):
        x, y = (float(part) for part in path.attrib["d"][1:].split("a")[0].split())
        assert -0.1 <= x + 9 <= width + 0.1
        assert -0.1 <= y <= height + 1
