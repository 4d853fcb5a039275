"""Who should report and has not: duties seen as coverage and silence, and the paper forms for when nothing works."""
