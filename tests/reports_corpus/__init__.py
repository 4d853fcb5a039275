"""Made-up field reports with known events: places, people and happenings are invented."""
