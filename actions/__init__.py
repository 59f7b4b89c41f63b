"""Rasa custom actions: thin; they ask the parcours API and emit language-neutral acts."""
