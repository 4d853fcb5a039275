"""The one clock. What happens by itself happens here, one step after the other, from rows that wait."""
