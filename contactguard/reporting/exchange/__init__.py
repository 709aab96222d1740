"""The open format: a year's anonymised figures as JSON, written, read from anybody, and compared."""
