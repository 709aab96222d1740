"""The annual report to the regulator: its questions, what the year's records answer, what the officer writes."""
