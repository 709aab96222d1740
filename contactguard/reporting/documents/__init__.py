"""A report as headings, sentences, tables and pictures; written out as PDF, DOCX or HTML, all from one form."""
