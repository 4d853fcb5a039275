"""Indonesian text as officers write it: made comparable (`normalise`), and compared (`similarity`)."""
