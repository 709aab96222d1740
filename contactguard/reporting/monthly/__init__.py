"""The monthly favouritism report: two pages to read in two minutes, then the detail."""
