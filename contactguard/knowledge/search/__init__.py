"""Finding the answer while one types: typos, shorthand, compounds, synonyms, the customer's own words, any language."""
