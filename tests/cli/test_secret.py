"""The secret is asked for by what serves people, and by nothing else."""

from __future__ import annotations

from pathlib import Path

from tests import servers


def without_secret(tmp_path: Path) -> dict[str, str]:
    return servers.environment(tmp_path / "data", WASDINI_SECRET_KEY="")


def test_importing_at_the_console_needs_no_secret(tmp_path: Path) -> None:
    regions = tmp_path / "wilayah.csv"
    regions.write_text("code,name,type,parent_code,lat,lon\n99,Provinsi Contoh,provinsi,,-9,108\n")
    done = servers.wasdini("places", "import", str(regions), "--json", env=without_secret(tmp_path))
    assert done.returncode == 0, done.stderr


def test_the_worker_stops_by_name_without_one(tmp_path: Path) -> None:
    done = servers.wasdini("worker", env=without_secret(tmp_path))
    assert done.returncode == 2
    assert "WASDINI_SECRET_KEY" in done.stderr
