"""Opening a moment of life, and what may happen inside one."""

from __future__ import annotations

from collections.abc import Iterable

from actions.entendu import MOMENT, Entendu
from actions.interpretation import corrects_known, read_answer
from actions.tour import DEUIL, INDECIS, ActionJalons, Tour

FREQUENTS = ("naissance", "separation", "deces")  # what is offered when nothing points elsewhere
SUR = 0.6  # a moment said while a question waits must be clearer than an answer
NOMBRE = 3
MOTS_DESCRIPTION = 8
# Facts that only describe a person: said alone, they do not change the subject.
DESCRIPTIFS = frozenset(
    {
        "age", "couverture_maladie", "deja_allocataire", "en_couple", "isolement_social",
        "langue_francaise", "lien_couple", "logement", "nb_enfants", "regime_agricole",
        "ressources", "role_parent", "sejour", "statut_pro",
    }
)  # fmt: skip


def likeliest(classement: Iterable[str]) -> list[str]:
    """The three likeliest moments of a ranking, completed with the most frequent ones."""
    moments = [nom.removeprefix(MOMENT) for nom in classement if nom.startswith(MOMENT)]
    return list(dict.fromkeys([*moments, *FREQUENTS]))[:NOMBRE]


class OuvrirMoment(ActionJalons):
    """A moment was said or pressed: open it, note what was said, propose the others, go on."""

    nom = "action_ouvrir_moment"

    async def act(self, tour: Tour) -> None:
        moment = tour.entendu.bouton.get("moment") or tour.entendu.intention.removeprefix(MOMENT)
        if tour.entendu.bouton:
            await open_moment(tour, moment)
            await tour.go_on()
            return
        if await _is_answer(tour):
            autre = await moment_of_facts(tour)
            await tour.listen()
            if autre and not tour.fini:
                propose(tour, autre)
            await tour.go_on()
            return
        question = await tour.question()
        ouverts = (await tour.dossier())["moments"]
        moment = await first_told(tour, moment)
        if moment in ouverts and (
            digression := DIGRESSIONS.get(tour.entendu.second("act_demander"))
        ):
            # « C'est quoi le délai pour déclarer ma grossesse ? » asks, it opens nothing.
            await digression.act(tour)
            return
        if question and moment not in ouverts and _only_describes(tour.entendu):
            await tour.listen()
            await tour.go_on()
            return
        if question and moment not in ouverts and tour.entendu.confiance < SUR:
            # Not an answer, not clear enough to change the subject: offer it.
            await tour.listen()
            if not tour.fini:
                propose(tour, moment)
            await tour.recall_question()
            return
        await open_moment(tour, moment)
        for autre in tour.entendu.moments:
            if autre not in (moment, "bilan_droits", *ouverts) and not tour.fini:
                propose(tour, autre)
                break
        await tour.go_on()


def _only_describes(entendu: Entendu) -> bool:
    """« j'ai deux enfants » in the middle of a parcours is a fact, not another moment of life."""
    return (
        bool(entendu.faits)
        and entendu.mots <= MOTS_DESCRIPTION
        and {f.nom for f in entendu.faits} <= DESCRIPTIFS
    )


# Questions about the plan that also name its moment (filled by plan).
DIGRESSIONS: dict[str, ActionJalons] = {}


async def first_told(tour: Tour, moment: str) -> str:
    """Of two moments told in one message, both likely, the one whose facts were said first."""
    portes = await tour.api.gates()
    proches = {n.removeprefix(MOMENT) for n in tour.entendu.classement[:2] if n.startswith(MOMENT)}
    if len(proches) < 2 or not tour.entendu.second(MOMENT + (proches - {moment}).pop()):
        return moment
    dits = [portes[f.nom] for f in tour.entendu.faits if portes.get(f.nom) in proches]
    return dits[0] if dits else moment


async def moment_of_facts(tour: Tour) -> str | None:
    """The moment that a fact said alone opens (« j'ai fait une fausse couche »), or None."""
    portes = await tour.api.gates()
    ouverts = (await tour.dossier())["moments"]
    moments = [portes[f.nom] for f in tour.entendu.faits if f.nom in portes]
    return next((m for m in moments if m not in ouverts), None)


async def _is_answer(tour: Tour) -> bool:
    """The question asked comes first: « à la retraite » may only say what one does."""
    question = await tour.question()
    if question is None:
        return False
    connus = await tour.known()
    if corrects_known(tour.entendu, connus) and not await moment_of_facts(tour):
        return True
    return read_answer(question, tour.entendu, connus, tour.le) is not None


async def open_moment(tour: Tour, moment: str) -> bool:
    """Open a moment and note what was said with it; False when its parcours is not written yet."""
    ouverture = await tour.api.open_moment(tour.dossier_id, moment)
    tour._dossier = None
    if not ouverture["disponible"]:
        if moment == "violences":
            await protect(tour)
            return False
        tour.say("moment_indisponible", moment=moment)
        await tour.listen()
        if not (await tour.dossier())["moments"]:
            tour.end()
        return False
    tour.slots |= {"moment": moment, "rates": 0}
    if ouverture["nouveau"]:
        place = len(tour.actes)
        await tour.listen()
        # Facts first, so that the opening fits them; its words come first all the same.
        _silence_own_acts(tour)
        tour.actes.insert(place, (f"{moment}.ouverture", {}))
        if moment == "naissance" and _fact_said(tour.entendu) == INDECIS:
            tour.end()
        elif moment == "naissance" and _fact_said(tour.entendu) == DEUIL:
            # Human support first: no question follows an opening in mourning.
            tour.say("a_votre_rythme")
            tour.end()
    else:
        await tour.listen()
    return True


def _silence_own_acts(tour: Tour) -> None:
    """At an opening, the opening's own variant already says these things."""
    tour.actes = [a for a in tour.actes if a[0] not in ("naissance.deuil", "naissance.indecis")]


def _fact_said(entendu: Entendu) -> str | None:
    fait = entendu.fact("evenement_naissance")
    return str(fait.valeur) if fait else None


def propose(tour: Tour, moment: str) -> None:
    """Offer to add a moment; a « oui » or its button opens it."""
    tour.say("moment_aussi", moment=moment)
    tour.slots["proposition"] = {"moment": moment}


async def protect(tour: Tour) -> None:
    """Violence was said: the people who protect, and not one administrative question."""
    ouverts = (await tour.dossier())["moments"]
    if "separation" in ouverts:
        await tour.note(
            [{"nom": "en_securite", "valeur": "non", "comment": "phrase", "certitude": 0.9}]
        )
        tour.fini = False
        await tour.go_on()
    else:
        tour.say("violences.ouverture", signal="violence_immediate")
    tour.slots |= {"urgence": True, "rates": 0}
    tour.end()


class Proteger(ActionJalons):
    nom = "action_proteger"

    async def act(self, tour: Tour) -> None:
        if await _is_answer(tour) and not tour.entendu.fact("en_securite"):
            await tour.listen()
            await tour.go_on()
            return
        await protect(tour)


class PertePendantGrossesse(ActionJalons):
    """During a birth parcours, a death may be the baby's, or a relative's: two different roads."""

    nom = "action_perte_pendant_grossesse"

    async def act(self, tour: Tour) -> None:
        connus = await tour.known()
        if _fact_said(tour.entendu) == DEUIL:
            await tour.listen()
            await tour.go_on()
        elif tour.entendu.fact("lien_defunt") or connus.get("evenement_naissance") == DEUIL:
            await open_moment(tour, "deces")
            await tour.go_on()
        else:
            tour.say("perte_laquelle")
            tour.end()


class SantePendantGrossesse(ActionJalons):
    """A health question during a birth parcours: carers answer it, then the parcours goes on."""

    nom = "action_sante_pendant_grossesse"

    async def act(self, tour: Tour) -> None:
        if await _is_answer(tour):
            await tour.listen()
            await tour.go_on()
            return
        tour.say("naissance.pas_de_conseil_medical")
        await tour.listen()
        if not tour.fini:
            propose(tour, "maladie")
        await tour.recall_question()
