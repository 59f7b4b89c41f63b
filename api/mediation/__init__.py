"""Assisted mode: structures, people received, mandates, journal. A counsellor is level 1."""
