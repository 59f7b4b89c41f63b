"""Custom actions: thin. They read what Rasa understood, ask the API, and emit acts without words."""
