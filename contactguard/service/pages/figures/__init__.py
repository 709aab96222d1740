"""Figures of any period, the month, the year."""
