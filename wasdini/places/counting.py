"""How many TPS and voters each region holds: kept in a small table at import, so that pages never count a nation."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

_OF_DESA = """
INSERT INTO places_tpscount (path, tps_count, special_count, voters_count)
SELECT SUBSTR(path, 1, 13), COUNT(*), SUM(CASE WHEN special_location THEN 1 ELSE 0 END),
       SUM(CASE WHEN voters_male IS NULL AND voters_female IS NULL THEN NULL
                ELSE COALESCE(voters_male, 0) + COALESCE(voters_female, 0) END)
FROM places_tps WHERE superseded_by_id IS NULL AND path >= %s AND path < %s
GROUP BY SUBSTR(path, 1, 13)
"""
_OF_PARENTS = """
INSERT INTO places_tpscount (path, tps_count, special_count, voters_count)
SELECT SUBSTR(path, 1, {parent}), SUM(tps_count), SUM(special_count), SUM(voters_count)
FROM places_tpscount WHERE path >= %s AND path < %s AND LENGTH(path) = {child}
GROUP BY SUBSTR(path, 1, {parent})
"""
_OF_NATION = """
INSERT INTO places_tpscount (path, tps_count, special_count, voters_count)
SELECT '0', SUM(tps_count), SUM(special_count), SUM(voters_count)
FROM places_tpscount WHERE LENGTH(path) = 2 HAVING COUNT(*) > 0
"""


def recount_tps(province_codes: Iterable[str]) -> None:
    """Count again in these provinces and in the nation."""
    with connection.cursor() as cursor:
        for code in province_codes:
            bounds = [code, code + "/"]
            cursor.execute("DELETE FROM places_tpscount WHERE path >= %s AND path < %s", bounds)
            cursor.execute(_OF_DESA, bounds)
            for child, parent in ((13, 8), (8, 5), (5, 2)):
                cursor.execute(_OF_PARENTS.format(child=child, parent=parent), bounds)
        cursor.execute("DELETE FROM places_tpscount WHERE path = '0'")
        cursor.execute(_OF_NATION)
