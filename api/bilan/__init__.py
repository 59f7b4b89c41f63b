"""The rights review: what it ends with (the sheet), what it asks leave for, what follows."""
