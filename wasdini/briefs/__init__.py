"""What a brief says: today's picture of a region composed into a paper a leader can sign."""
