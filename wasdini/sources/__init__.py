"""Outside data and observations, each with vintage, licence and a quality report."""
