"""Vector tiles of the actor's own map: `/api/v1/tiles/{layer}/{z}/{x}/{y}.mvt`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from ninja import Path, Router, Schema

from wasdini.api.schemas import REFUSALS
from wasdini.api.tiles import LAYERS, edition_of, on_the_map, tile_of
from wasdini.core.access import NotVisible
from wasdini.core.place_codes import PlaceCodeInvalid, parse_place_code
from wasdini.core.tiles import Tile, TileInvalid

router = Router(tags=["tiles"])
MVT = "application/vnd.mapbox-vector-tile"


class TileAddress(Schema):
    """Layer, zoom, column, row."""

    layer: str
    z: int
    x: int
    y: int


@router.get("/tiles/{layer}/{z}/{x}/{y}.mvt", response={304: None, **REFUSALS}, url_name="tile")
def tile(request: HttpRequest, address: Path[TileAddress], area: str = "") -> HttpResponse:
    """Layers: `regions` (outlines by zoom, or one level: `provinsi kabkota kecamatan desa`) and `tps` (clusters with
    counts by category, from zoom 13 single stations). `area`: a region, only what lies in it and as its own newest
    assessment says. Private to the caller; the ETag changes with data and scope."""
    if address.layer not in LAYERS:
        raise NotVisible(address.layer)
    try:
        asked = Tile(address.z, address.x, address.y)
        region = parse_place_code(area).dotted if area else ""
    except (TileInvalid, PlaceCodeInvalid):
        raise NotVisible("tile") from None
    actor = on_the_map(request.actor, region)  # type: ignore[attr-defined]
    edition = edition_of(actor)
    etag = f'"{edition.stamp}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(tile_of(actor, address.layer, asked, edition), content_type=MVT)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie", "Authorization"])
    return response
