"""Files and folders as companies export them in, contacts out: one reader a form, each streaming.

A record that cannot be read comes as a FailedContact with its place and reason, and the rest goes on.
"""

from contactguard.contacts.sources.opening import open_source
from contactguard.contacts.sources.options import Format, Lines, Options, Record

__all__ = ["Format", "Lines", "Options", "Record", "open_source"]
