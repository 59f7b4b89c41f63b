"""The dialogue: what Rasa needs to understand a message and decide what comes next."""
