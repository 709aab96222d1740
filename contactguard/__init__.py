"""Neutral customer contact for electricity grid companies: answers, scan, evidence."""

from contactguard.contacts.model import Contact
from contactguard.organisation.model import Organisation
from contactguard.scanning.scanner import Scanner

__all__ = ["Contact", "Organisation", "Scanner"]
