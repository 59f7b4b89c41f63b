"""Appointments and callbacks: offered in time, chosen by the person, kept or said to be broken."""
