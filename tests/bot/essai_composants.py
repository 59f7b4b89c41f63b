"""Run by test_entrainer in Rasa's environment: the components on twelve sentences.

Not a test module of the application's environment, which has neither Rasa nor numpy.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.classeur import Classeur
from bot.components.doute import Doute
from bot.components.e5 import E5Avance, E5Featurizer
from bot.components.faits import ExtracteurFaits
from bot.components.ngrams import NgramsFeaturizer
from bot.components.normalise import Normaliseur
from bot.components.use import UseFeaturizer
from bot.evaluation.lecture import read_folder
from bot.importeur import Importeur

EXEMPLES = {
    "moment_naissance": ["je suis enceinte", "mon bébé est né", "j'attends un enfant"],
    "moment_deces": ["mon père est mort", "ma mère est décédée", "j'ai perdu mon mari"],
    "act_merci": ["merci", "merci beaucoup", "un grand merci"],
    "safety_suicide": ["je veux mourir", "j'ai envie d'en finir", "je veux me tuer"],
}
PIPELINE: list[tuple[Any, dict[str, Any]]] = [
    (Normaliseur, {}),
    (E5Avance, {}),
    (E5Featurizer, {}),
    (UseFeaturizer, {}),
    (NgramsFeaturizer, {"min_df": 1}),
    (Classeur, {}),
    (ExtracteurFaits, {}),
]


def main() -> None:
    racine = Path.cwd()
    with tempfile.TemporaryDirectory() as dossier:
        (Path(dossier) / "modele").mkdir()
        stockage = LocalModelStorage(Path(dossier) / "modele")
        contexte = ExecutionContext(GraphSchema({}), "essai")
        messages = [Message.build(t, i) for i, textes in EXEMPLES.items() for t in textes]
        messages[0].set("metadata", {"example": {"aussi": ["moment_deces"]}})
        donnees = TrainingData(messages)
        relus = []
        for classe, reglages in PIPELINE:
            config = {**classe.get_default_config(), **reglages}
            if "cache" in config:
                config["cache"] = str(Path(dossier) / f"{classe.ENCODEUR}.npz")
            if "lexique" in config:
                config["lexique"] = str(racine / config["lexique"])
            ressource = Resource(classe.__name__)
            composant = classe.create(config, stockage, ressource, contexte)
            if hasattr(composant, "train"):
                composant.train(donnees)
                donnees = composant.process_training_data(donnees)
            relus.append(classe.load(config, stockage, ressource, contexte))
        relus.append(Doute.create({**Doute.get_default_config(), "seuil_moment": 0.2},
                                  stockage, Resource("d"), contexte))  # fmt: skip

        def understand_all(*textes: str) -> list[Message]:
            lot = [Message({"text": t, "metadata": {"le": "2026-11-23"}}) for t in textes]
            for composant in relus:
                lot = composant.process(lot)
            return lot

        def understand(texte: str) -> Message:
            return understand_all(texte)[0]

        dit = understand("mon papa est mort hier")
        assert dit.get("intent")["name"] == "moment_deces", dit.get("intent_ranking")
        assert abs(sum(r["confidence"] for r in dit.get("intent_ranking")) - 1) < 1e-6
        faits = {e["nom"]: e["value"] for e in dit.get("entities") if e["entity"] == "fait"}
        assert faits["date_deces"] == "2026-11-22", faits
        assert understand("j'ai envie de mourir").get("intent")["name"] == "safety_suicide"
        danger = understand("je veux me tuer").get("danger")
        assert danger["signal"] == "safety_suicide"
        assert danger["part"] > understand("merci beaucoup").get("danger")["part"]
        assert understand("xyz wvq 123").get("intent")["name"] == "nlu_fallback"
        ensemble = ["mon fils est né", "", "merci bien", "mon fils est né", "je veux en finir"]
        for texte, message in zip(ensemble, understand_all(*ensemble), strict=True):
            seul = understand(texte).get("intent_ranking")  # together or alone, the same
            assert [r["name"] for r in message.get("intent_ranking") or []] == [
                r["name"] for r in seul or []
            ], texte
            assert (
                not texte
                or abs(message.get("intent_ranking")[0]["confidence"] - seul[0]["confidence"])
                < 1e-6
            )
        for bizarre in ("", " ", "\x00", "😀", "a" * 10_000, "🇫🇷" * 500):
            understand(bizarre)
    never_learnt()
    print("ok")


def never_learnt() -> None:
    """An evaluation set in the folder of the data teaches nothing."""
    with tempfile.TemporaryDirectory() as dossier:
        appris, mesure = Path(dossier) / "a.yml", Path(dossier) / "evaluation" / "ar.yml"
        mesure.parent.mkdir()
        appris.write_text(
            'version: "3.1"\nnlu:\n- intent: act_oui\n  examples:\n'
            "  - text: a\n    metadata: {auteur: lea}\n",
            encoding="utf-8",
        )
        mesure.write_text(
            "langue: ar\nauteurs: {lea: trente ans}\nevaluation:\n"
            '- {texte: b, attendu: ["moment:deces", "moment:logement"], auteur: lea, style: sms}\n',
            encoding="utf-8",
        )
        importeur = Importeur(training_data_paths=[dossier])
        assert [m.get("text") for m in importeur.get_nlu_data().training_examples] == ["a"]
        (seul,) = read_folder(Path(dossier), evaluation=True)
        assert (seul.texte, seul.auteur, seul.langue, seul.style) == ("b", "lea", "ar", "sms")
        assert seul.etiquettes == {"moment_deces", "moment_logement"}


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    sys.path.insert(0, str(Path.cwd()))
    main()
