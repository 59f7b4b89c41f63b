"""A private PostgreSQL for the tests: its own folder, its own port, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path

import psycopg

from api.cli.processes import free_ports

BINAIRES = Path("/usr/lib/postgresql")
COMPTE = "postgres"
# Nothing kept here outlives the tests: speed matters, surviving a power cut does not.
REGLAGES = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
}


class PostgresAbsent(Exception):
    """The tests run on both databases: a missing PostgreSQL is a failure, never a skip."""


def find_binaries() -> Path:
    """The folder of the newest installed server; PostgresAbsent names the package to install."""
    versions = [d for d in BINAIRES.glob("*/bin") if (d / "initdb").exists()]
    if not versions:
        raise PostgresAbsent("PostgreSQL is not installed: `apt-get install postgresql`")
    return max(versions, key=lambda d: int(d.parent.name.split(".")[0]))


class Cluster:
    """One server. `initdb` refuses root, so as root everything runs under its own account."""

    def __init__(self) -> None:
        self.binaires = find_binaries()
        (self.port,) = free_ports(1)
        self.dossier = Path(tempfile.mkdtemp(prefix="jalons-pg-"))
        self._sous_compte: list[str] = []
        if os.geteuid() == 0:
            compte = pwd.getpwnam(COMPTE)
            os.chown(self.dossier, compte.pw_uid, compte.pw_gid)
            self._sous_compte = ["runuser", "-u", COMPTE, "--"]

    def _run(self, outil: str, *arguments: str) -> None:
        ordre = [*self._sous_compte, str(self.binaires / outil), *arguments]
        resultat = subprocess.run(
            ordre,
            cwd=self.dossier,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        if resultat.returncode:
            raise RuntimeError(f"{outil}: {resultat.stdout.strip()[-500:]}")

    @property
    def donnees(self) -> str:
        return str(self.dossier / "data")

    def start(self) -> None:
        self._run(
            "initdb", "-D", self.donnees, "-U", COMPTE, "-A", "trust", "-E", "UTF8", "--no-sync",
            "--locale=C.UTF-8",
        )  # fmt: skip
        reglages = [f"-c {nom}={valeur}" for nom, valeur in REGLAGES.items()]
        reglages += [f"-c port={self.port}", f"-c unix_socket_directories={self.dossier}"]
        journal = str(self.dossier / "log")
        self._run(
            "pg_ctl", "-D", self.donnees, "-l", journal, "-o", " ".join(reglages), "-w", "start"
        )

    def stop(self) -> None:
        try:
            self._run("pg_ctl", "-D", self.donnees, "-m", "immediate", "-w", "stop")
        finally:
            shutil.rmtree(self.dossier, ignore_errors=True)

    def url(self, base: str) -> str:
        return f"postgresql://{COMPTE}@127.0.0.1:{self.port}/{base}"

    def execute(self, ordre: str, parametres: Sequence[object] = ()) -> None:
        """One administrative order, outside any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connexion:
            connexion.execute(ordre, parametres)  # type: ignore[arg-type]

    def create(self, modele: str = "template1") -> str:
        """A new database copied from another; its name."""
        nom = f"jalons_{uuid.uuid4().hex[:12]}"
        self.execute(f'CREATE DATABASE "{nom}" TEMPLATE "{modele}"')
        return nom

    def drop(self, nom: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{nom}" WITH (FORCE)')
