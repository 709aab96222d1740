"""Incidents, tips, training, the calendar and the programme."""
