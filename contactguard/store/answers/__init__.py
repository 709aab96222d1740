"""Approved answers: their versions, and what they are used for."""
