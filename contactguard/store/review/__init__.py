"""What people judge: verdicts, disputes, samples."""
