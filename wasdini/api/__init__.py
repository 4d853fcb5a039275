"""What programs read: health for the machine's watchers, REST for other systems, vector tiles for our own map."""
