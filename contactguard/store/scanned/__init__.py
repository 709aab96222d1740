"""What scans take in and find: contacts, findings, ledgers, pseudonyms."""
