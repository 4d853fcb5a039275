"""Words of this room for templates: levels, numbers, dates."""
