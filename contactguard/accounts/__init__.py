"""Who may do what: roles, rights, the acting person, passwords and one-time codes. Keeps and serves nothing itself."""
