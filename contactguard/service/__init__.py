"""Web pages and JSON API: thin faces over what wiring puts together."""
