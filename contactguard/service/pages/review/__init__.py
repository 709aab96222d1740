"""Verdicts, disputes, samples, one's own findings."""
