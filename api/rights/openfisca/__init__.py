"""OpenFisca-France behind an adapter: whitelisted variables, arrays built directly, own process.

`Calculateur` (processus.py) is the only door the application uses; the rest runs in its process.
"""
