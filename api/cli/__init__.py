"""The `jalons` command."""
