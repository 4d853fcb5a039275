"""Regions and polling stations, as the imports left them. Rows are superseded, never overwritten, so that an import
can be undone as a whole and last election's rows stay readable."""

from __future__ import annotations

import uuid

from django.db import models

from wasdini.rows.fields import CodeField

COORDINATES = [("measured", "measured"), ("centroid", "centroid"), ("unknown", "unknown")]


class Import(models.Model):
    """One file that was read: what, from where, how good, and whether it was undone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=255, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    vintage = models.CharField(max_length=40, blank=True)
    report = models.JSONField(default=dict)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=150)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)


class Place(models.Model):
    """A region of any level above the TPS. `path` equals its dotted code."""

    code = CodeField()
    path = CodeField()
    parent_code = CodeField()
    level = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    coordinate = models.CharField(max_length=10, choices=COORDINATES, default="unknown")
    lat_min = models.FloatField(null=True)
    lat_max = models.FloatField(null=True)
    lon_min = models.FloatField(null=True)
    lon_max = models.FloatField(null=True)
    area_km2 = models.FloatField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    added_by = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="places_added")
    superseded_by = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="places_superseded")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(superseded_by=None), name="places_place_one_current"
            )
        ]
        indexes = [
            models.Index(fields=["parent_code"], name="places_place_parent"),
            models.Index(fields=["level", "path"], name="places_place_level_path"),
        ]


class Tps(models.Model):
    """A polling station. Unknown coordinates stay unknown; a desa's centre is marked as an estimate when shown."""

    code = CodeField()
    path = CodeField()
    desa_code = CodeField()
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    coordinate = models.CharField(max_length=10, choices=COORDINATES, default="unknown")
    voters_male = models.PositiveIntegerField(null=True)
    voters_female = models.PositiveIntegerField(null=True)
    special_location = models.BooleanField(default=False)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    added_by = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="tps_added")
    superseded_by = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="tps_superseded")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["path"], condition=models.Q(superseded_by=None), name="places_tps_one_current"
            )
        ]
        indexes = [models.Index(fields=["code"], name="places_tps_code")]


class PlaceAlias(models.Model):
    """An old code and the code it became, when a region was split, merged or moved."""

    old_code = CodeField()
    new_code = CodeField()
    changed_on = models.DateField(null=True)
    added_by = models.ForeignKey(Import, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old_code", "new_code"], name="places_alias_once")]


class Boundary(models.Model):
    """The outline of a region, as well-known binary in longitude, latitude (WGS 84)."""

    place_code = CodeField()
    path = CodeField()
    wkb = models.BinaryField()
    added_by = models.ForeignKey(Import, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place_code"], name="places_boundary_one")]


class Neighbour(models.Model):
    """Two regions of one level that touch, or (estimated) that lie nearest by the Gabriel rule."""

    place_code = CodeField()
    neighbour_code = CodeField()
    estimated = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place_code", "neighbour_code"], name="places_neighbour_once")]
