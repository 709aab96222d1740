"""Neutral customer contact for electricity grid companies: answers, scan, evidence."""
