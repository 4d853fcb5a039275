"""Read-only pages: situation, places, polling stations, map, methods, journal."""
