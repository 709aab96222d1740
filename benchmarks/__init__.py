"""How fast the scanner is beside its peers, on the demo year."""
