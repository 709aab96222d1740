"""Counts kept beside what they count, so that figures never read everything."""
