"""People, posts, duty areas and sign-in; the office itself."""
