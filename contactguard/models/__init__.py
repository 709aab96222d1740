"""The learned part: masked sentences of a contact in, scores per sentence and policy out. No torch, no spaCy."""
