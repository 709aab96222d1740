"""Signing in, one's own account, and those who look after accounts."""
