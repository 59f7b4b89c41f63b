"""How commands speak: one clear line for a fault, JSON for machines."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import typer


def fail(message: str, code: int = 2) -> NoReturn:
    """Say what is wrong on one line and stop."""
    print(f"jalons: {message}", file=sys.stderr)
    raise typer.Exit(code)


def print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def read_json(fichier: Path) -> Any:
    """A JSON file; a clear line when it cannot be read."""
    try:
        return json.loads(fichier.read_text(encoding="utf-8"))
    except OSError as erreur:
        fail(f"{fichier}: {erreur.strerror}")
    except UnicodeDecodeError:
        fail(f"{fichier}: expected a UTF-8 text file")
    except json.JSONDecodeError as erreur:
        fail(f"{fichier}:{erreur.lineno}: malformed JSON: {erreur.msg}")
