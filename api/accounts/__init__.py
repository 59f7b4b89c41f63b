"""Staff of the desk: accounts, sign-in, sessions, roles, journal."""
