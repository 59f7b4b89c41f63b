"""Rasa graph components: normalisation, features, classification, doubt, facts."""
