"""Regions and polling stations, as the imports left them. Rows are superseded, never overwritten, so that an import
can be undone as a whole and last election's rows stay readable.

`path` is the one key: a region's dotted code, or the desa's code and the TPS number as a fifth part. A row is current
while `superseded_by` is empty. A row whose import was undone is superseded by that same import.
"""

from __future__ import annotations

from django.db import models

from wasdini.rows.fields import CodeField

COORDINATES = [("measured", "measured"), ("centroid", "centroid"), ("unknown", "unknown")]


class Import(models.Model):
    """One file that was read: what, from where, how good, valid from when, and whether it was undone.

    `path` is the smallest region that holds every row: who may see and undo the import follows from it.
    """

    kind = models.CharField(max_length=20)
    path = CodeField(default="0")
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=255, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    vintage = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField(null=True)
    report = models.JSONField(default=dict)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=150)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)

    class Meta:
        indexes = [models.Index(fields=["path"], name="places_import_path")]


class Imported(models.Model):
    """What every imported row carries. Unindexed on purpose: only an undo asks by import, and it may read the table."""

    added_by = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="+", db_index=False)
    superseded_by = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Place(Imported):
    """A region of any level above the TPS. Its point is a centroid: an estimate of where people live."""

    path = CodeField()
    parent_code = CodeField()
    level = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=160)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    coordinate = models.CharField(max_length=10, choices=COORDINATES, default="unknown")
    lat_min = models.FloatField(null=True)
    lat_max = models.FloatField(null=True)
    lon_min = models.FloatField(null=True)
    lon_max = models.FloatField(null=True)
    area_km2 = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["path"], condition=models.Q(superseded_by=None), name="places_place_one_current"
            )
        ]
        indexes = [
            models.Index(fields=["parent_code"], name="places_place_parent"),
            models.Index(fields=["level", "path"], name="places_place_level_path"),
            models.Index(fields=["level", "lat", "lon"], name="places_place_on_map"),
        ]


class Tps(Imported):
    """A polling station. Unknown coordinates stay unknown; a desa's centre is marked as an estimate when shown."""

    path = CodeField()
    name = models.CharField(max_length=160, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    coordinate = models.CharField(max_length=10, choices=COORDINATES, default="unknown")
    voters_male = models.PositiveIntegerField(null=True)
    voters_female = models.PositiveIntegerField(null=True)
    special_location = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["path"], condition=models.Q(superseded_by=None), name="places_tps_one_current"
            )
        ]
        indexes = [
            models.Index(fields=["lat", "lon"], condition=models.Q(lat__isnull=False), name="places_tps_on_map"),
        ]


class PlaceAlias(Imported):
    """An old code and the code it became, when a region was split, merged or moved."""

    path = CodeField()
    new_code = CodeField()
    changed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["path"], condition=models.Q(superseded_by=None), name="places_alias_one_current"
            )
        ]


class Boundary(Imported):
    """The outline of a region, as well-known binary in longitude, latitude (WGS 84)."""

    path = CodeField()
    wkb = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["path"], condition=models.Q(superseded_by=None), name="places_boundary_one_current"
            )
        ]


class TpsCount(models.Model):
    """How many TPS and voters a region holds, kept at import so that no page counts a nation."""

    path = CodeField(primary_key=True)
    tps_count = models.PositiveIntegerField()
    special_count = models.PositiveIntegerField()
    voters_count = models.PositiveIntegerField(null=True)


class Neighbour(models.Model):
    """Two regions of one level that touch, or (estimated) that lie nearest by the Gabriel rule. Both directions."""

    path = CodeField()
    neighbour_code = CodeField()
    estimated = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "neighbour_code"], name="places_neighbour_once")]
