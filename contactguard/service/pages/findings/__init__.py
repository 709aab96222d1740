"""What was scanned and found."""
