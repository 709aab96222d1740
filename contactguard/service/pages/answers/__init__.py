"""The agents' answers and the officer's library of them."""
