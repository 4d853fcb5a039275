"""Words of this room for templates: windows, waiting times, states of a duty."""
