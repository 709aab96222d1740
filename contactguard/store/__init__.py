"""What is kept: contacts, findings, scans with their ledger. SQLite by default, PostgreSQL by URL."""
