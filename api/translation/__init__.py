"""Machine translation of free text: what people and agents write to each other (docs/traduction.md)."""
