"""Assisted mode: the pages of a France services counsellor, and what the person reads of them."""
