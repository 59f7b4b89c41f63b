"""Safety heard before any dialogue: a lexicon and rules for each language (docs/surete.md)."""
