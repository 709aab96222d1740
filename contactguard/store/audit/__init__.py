"""The audit chain: written, read, proved, its heads kept outside."""
