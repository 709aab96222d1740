"""What leaves the house: reports as files, the mail of a month, reminders."""
