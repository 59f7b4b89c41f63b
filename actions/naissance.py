"""What only the arrival of a child calls for: a loss, and health, in the middle of a pregnancy."""

from __future__ import annotations

from actions.entendu import MOMENT, Entendu
from actions.moments import _is_answer, open_moment, propose
from actions.tour import ActionJalons, Tour

MON_MOMENT = "naissance"
EVENEMENT, DEUIL = "evenement_naissance", "deuil_perinatal"


def tells_a_loss(entendu: Entendu) -> bool:
    """A lost baby was said."""
    fait = entendu.fact(EVENEMENT)
    return fait is not None and fait.valeur == DEUIL


class PertePendantGrossesse(ActionJalons):
    """During a birth parcours, a death may be the baby's, or a relative's: two different roads."""

    nom = "action_perte_pendant_grossesse"

    async def act(self, tour: Tour) -> None:
        connus = await tour.known()
        proche = tour.entendu.fact("lien_defunt")
        if tells_a_loss(tour.entendu) or (connus.get(EVENEMENT) == DEUIL and not proche):
            # « Il est mort mercredi », of a lost baby: nobody is asked who died.
            await tour.listen()
            await tour.go_on()
        elif proche:
            await open_moment(tour, tour.entendu.intention.removeprefix(MOMENT))
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
            propose(tour, tour.entendu.intention.removeprefix(MOMENT))
        await tour.recall_question()
