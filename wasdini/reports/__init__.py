"""Field reports: intake by several doors, grading, corroboration, merging, versions; open and closed."""
