"""Annual reports with their evidence, and the mails of monthly ones."""
