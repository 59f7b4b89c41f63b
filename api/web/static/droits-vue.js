/**
 * How rights are shown: groups, and when nothing is.
 * `api/web/vue_droits.py` holds the same rules for the pages: change both together.
 */

export const GROUPES_DROITS = ['probable', 'a_verifier', 'deja_percu', 'indisponible', 'peu_probable'];
export const DECISIFS_MAX = 3;
export const QUESTIONS_MAX = 3;
const OUVERTS = ['probable', 'a_verifier', 'deja_percu'];

/** No panel before there is a plan, nor where someone may be in danger. */
export function mayShowDroits(plan) {
  return Boolean(plan?.etapes?.length) && !plan.protege;
}

/** What the rights are estimated on: as long as it is the same, nothing is computed again. */
export function keyOf(plan) {
  const faits = plan.faits.map(({nom, libelle}) => [nom, libelle]);
  return JSON.stringify([plan.le, plan.lieu, plan.moments, faits]);
}

export function groupDroits({droits}) {
  return Object.fromEntries(
    GROUPES_DROITS.map((nom) => [nom, droits.filter((droit) => droit.statut === nom)]),
  );
}

/** Titles of the shown rights that this one is not added to, whichever of the two says so. */
export function listExclus(droit, {droits}) {
  return droits
    .filter(({statut, id}) => OUVERTS.includes(statut) && id !== droit.id)
    .filter((autre) => droit.exclut.includes(autre.id) || autre.exclut.includes(droit.id))
    .map(({titre}) => titre);
}
