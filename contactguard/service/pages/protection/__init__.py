"""The audit chain, people's requests, the notice to staff."""
