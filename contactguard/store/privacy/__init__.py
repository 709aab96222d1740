"""What protects people: notices, reveals, requests, erasure, retention."""
