"""From a place to the organisations in charge of it: data shipped, rules written by experts."""
