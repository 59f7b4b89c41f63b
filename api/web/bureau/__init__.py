"""The desk's pages: sign-in, second factor, enrolment, accounts, and the shell of the desk."""
