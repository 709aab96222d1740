"""The command line: one file a command, none with logic of its own."""
