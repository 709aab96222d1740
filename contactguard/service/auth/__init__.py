"""Who is asking: sessions, tokens, signing in."""
