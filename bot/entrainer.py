"""Train the dialogue when its inputs changed: `python -m bot.entrainer [--force] [--verifier]`.

`--candidat` trains aside, in var/models/candidat: nothing serves it before `jalons comprehension
adopter` puts it in service.

Inputs: config.yml, the domain, the flows, the components and the training data. Their hash names
the model, so an unchanged clone never trains twice.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import os
import sys
import tempfile
import time
import warnings
from pathlib import Path

from bot.moments import EVALUATION
from bot.servir import CANDIDAT, MODELES, RACINE, prepare_environment, quieten

ENTREES = (
    "config.yml",
    "bot/importeur.py",
    "bot/moments.py",
    "bot/domain",
    "bot/flows",
    "bot/components",
    "bot/extraction",
    "nlu_data",
)
DOMAINE, FLUX, DONNEES = "bot/domain", "bot/flows", "nlu_data"
SUFFIXES = (".yml", ".py")
GARDES = 2  # models kept: the current one and the one before


def input_files() -> list[Path]:
    """Every file that the model depends on."""
    fichiers: list[Path] = []
    for entree in (RACINE / e for e in ENTREES):
        contenus = entree.rglob("*") if entree.is_dir() else [entree]
        fichiers += [f for f in contenus if f.suffix in SUFFIXES and EVALUATION not in f.parts]
    return sorted(fichiers)


def fingerprint() -> str:
    """Hash of the inputs' names and content."""
    empreinte = hashlib.sha256()
    for fichier in input_files():
        empreinte.update(str(fichier.relative_to(RACINE)).encode())
        empreinte.update(fichier.read_bytes())
    return empreinte.hexdigest()[:16]


def current_model(dossier: Path = MODELES) -> Path:
    """Where the model of the present inputs is, or will be."""
    return dossier / f"jalons-{fingerprint()}.tar.gz"


def _say(debut: float, texte: str) -> None:
    # The engine's own chatter is set aside by redirecting sys.stdout; these lines are not.
    print(f"[{time.monotonic() - debut:5.1f} s] {texte}", file=sys.__stdout__, flush=True)


def validate() -> bool:
    """Rasa's own check of the domain, the flows and the data; True when it has nothing to say."""
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.validator import Validator

    quieten()
    importeur = TrainingDataImporter.load_from_config(
        "config.yml", DOMAINE, training_data_paths=[FLUX, DONNEES]
    )
    validateur = Validator.from_importer(importeur)
    with warnings.catch_warnings(record=True) as avertis:
        warnings.simplefilter("always")
        verdicts = [
            validateur.verify_domain_validity(),
            validateur.verify_nlu(ignore_warnings=False),
            validateur.verify_intents_in_stories(ignore_warnings=False),
            validateur.verify_utterances_in_stories(ignore_warnings=False),
            validateur.verify_actions_in_stories_rules(),
            validateur.verify_slot_mappings(),
            validateur.verify_story_structure(ignore_warnings=False),
        ]
    fautes = [w for w in avertis if issubclass(w.category, UserWarning)]
    for faute in fautes:
        print(f"  {' '.join(str(faute.message).split())}", file=sys.stderr)
    return all(verdicts) and not fautes


def freeze_vectors() -> int:
    """Keep the vectors of the examples in the repository, so that a fresh clone trains fast."""
    from bot.components.e5 import E5Featurizer, prepare
    from bot.components.encodeur import CacheDisque
    from bot.components.use import UseFeaturizer
    from bot.importeur import read_examples

    fichiers = sorted([*Path(DONNEES).rglob("*.yml"), *Path(FLUX).rglob("*.yml")])
    exemples = [m.get("text") for f in fichiers for m in read_examples(f)]
    for composant in (E5Featurizer, UseFeaturizer):
        config = composant.get_default_config()
        cache = CacheDisque(composant.ENCODEUR, Path(config["cache"]))
        cache.freeze([prepare(t, config) for t in exemples], Path(config["graine"]))
    return len(exemples)


def skip_fingerprints() -> None:
    """Rasa hashes every example after every component, for a cache that is switched off here."""
    from rasa.shared.nlu.training_data.message import Message

    Message.fingerprint = lambda self: str(id(self))  # type: ignore[method-assign]


def train(debut: float, modele: Path) -> None:
    """Train and keep the model under the name of its inputs."""
    _say(debut, "loading the dialogue engine")
    from rasa.model_training import train as rasa_train

    from bot.components import encodeur

    quieten()
    skip_fingerprints()
    encodeur.progression = lambda faits, total: _say(debut, f"examples embedded: {faits}/{total}")
    _say(debut, "reading examples and rules, computing features, learning")
    bavardage = io.StringIO()
    with (
        tempfile.TemporaryDirectory(dir=modele.parent) as provisoire,
        contextlib.redirect_stdout(bavardage),
        contextlib.redirect_stderr(bavardage),
    ):
        try:
            resultat = rasa_train(
                domain=DOMAINE,
                config="config.yml",
                training_files=[FLUX, DONNEES],
                output=provisoire,
                force_training=True,
            )
        except SystemExit:  # how Rasa refuses its inputs; what is wrong was printed
            dites = [ligne for ligne in bavardage.getvalue().splitlines() if ligne.strip()]
            raise RuntimeError(dites[-1] if dites else "refused without a word") from None
        if resultat.model is None or resultat.code != 0:
            raise RuntimeError(f"the dialogue engine gave no model (code {resultat.code})")
        Path(resultat.model).replace(modele)
    modeles = sorted(modele.parent.glob("jalons-*.tar.gz"), key=lambda f: -f.stat().st_mtime)
    for ancien in modeles[1 if modele.parent == CANDIDAT else GARDES :]:
        ancien.unlink()


def main(arguments: list[str] | None = None) -> int:
    analyse = argparse.ArgumentParser(prog="bot.entrainer", description=__doc__)
    analyse.add_argument("--force", action="store_true", help="train even when nothing changed")
    analyse.add_argument(
        "--candidat", action="store_true", help="train aside: nothing serves it yet"
    )
    analyse.add_argument("--verifier", action="store_true", help="only check, train nothing")
    analyse.add_argument(
        "--figer", action="store_true", help="write nlu_data/vecteurs*.npz, to commit with new data"
    )
    options = analyse.parse_args(arguments)
    prepare_environment()
    # Rasa's own cache copies every intermediate result; ours keeps what is slow, the vectors.
    os.environ.setdefault("RASA_MAX_CACHE_SIZE", "0")
    os.environ.pop("OMP_NUM_THREADS", None)  # embedding the examples may use every core
    os.chdir(RACINE)
    warnings.filterwarnings("ignore")
    debut = time.monotonic()
    try:
        if options.figer:
            _say(debut, f"vectors of {freeze_vectors()} examples written to {DONNEES}")
            return 0
        if options.verifier:
            if validate():
                _say(debut, "domain, flows and data are consistent")
                return 0
            return _fail("the data is not consistent, see above")
        dossier = CANDIDAT if options.candidat else MODELES
        dossier.mkdir(parents=True, exist_ok=True)
        modele = current_model(dossier)
        if modele.exists() and not options.force:
            modele.touch()  # the last touched is the one served
            _say(debut, f"model up to date: {modele.name}")
            return 0
        train(debut, modele)
    except KeyboardInterrupt:
        return _fail("interrupted")
    except BaseException as erreur:  # Rasa exits by SystemExit on invalid data
        cause = " ".join(str(erreur).split())[:400] or type(erreur).__name__
        return _fail(f"{type(erreur).__name__}: {cause}")
    _say(debut, f"trained {modele.name} ({modele.stat().st_size / 1e6:.1f} MB)")
    return 0


def _fail(cause: str) -> int:
    print(f"training failed: {cause}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
