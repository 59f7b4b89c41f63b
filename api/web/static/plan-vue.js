/**
 * How a plan is shown: groups, order, urgency, and the geometry of the timeline.
 * `api/web/vue_plan.py` holds the same rules for the printed pages: change both together.
 */

export const GROUPES = ['a_faire', 'a_verifier', 'plus_tard', 'faites'];
const PRIORITES = {urgente: 0, importante: 1, utile: 2};
const PROCHE_JOURS = 14;
const REPERES_MAX = 6;

const toDay = (iso) => Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / 86400000;

function findGroupe(etape, positions, aujourdhui) {
  if (etape.statut === 'faite') return 'faites';
  if (etape.statut === 'a-verifier') return 'a_verifier';
  if (etape.priorite === 'urgente') return 'a_faire';
  const debut = etape.echeance?.debut_le;
  if (debut) return debut > aujourdhui ? 'plus_tard' : 'a_faire';
  return positions.get(`${etape.moment}/${etape.phase}`) === 'a-venir' ? 'plus_tard' : 'a_faire';
}

export function findUrgency(avantLe, aujourdhui) {
  if (!avantLe) return null;
  const jours = toDay(avantLe) - toDay(aujourdhui);
  if (jours < 0) return 'depassee';
  return jours <= PROCHE_JOURS ? 'proche' : 'loin';
}

function sortKey(etape) {
  // An urgent step without a date comes before every date: it cannot wait for one.
  return etape.avant_le ?? (etape.priorite === 'urgente' ? '' : '9999');
}

/** `places` keeps a step where it was when it was ticked: nothing jumps under the finger. */
export function groupEtapes(plan, places = new Map()) {
  // Two moments may both have a phase P1.
  const positions = new Map(
    plan.phases.map((phase) => [`${phase.moment}/${phase.id}`, phase.position]),
  );
  const groupes = Object.fromEntries(GROUPES.map((nom) => [nom, []]));
  const triees = plan.etapes.map((etape, rang) => ({etape, rang, cle: sortKey(etape)}));
  triees.sort(
    (a, b) =>
      (a.cle < b.cle ? -1 : a.cle > b.cle ? 1 : 0) ||
      (PRIORITES[a.etape.priorite] ?? 3) - (PRIORITES[b.etape.priorite] ?? 3) ||
      a.rang - b.rang,
  );
  for (const {etape} of triees) {
    groupes[places.get(etape.id) ?? findGroupe(etape, positions, plan.le)].push(etape);
  }
  return groupes;
}

function listMonths(debut, fin) {
  const premier = new Date(debut * 86400000);
  const dernier = new Date(fin * 86400000);
  const numero = (date) => date.getUTCFullYear() * 12 + date.getUTCMonth();
  const nombre = numero(dernier) - numero(premier);
  const pas = [1, 2, 3, 6, 12].find((p) => nombre / p <= REPERES_MAX) ?? 24;
  const mois = [];
  for (let m = numero(premier); m <= numero(dernier); m += 1) {
    const iso = `${Math.floor(m / 12)}-${String((m % 12) + 1).padStart(2, '0')}-01`;
    if (m % pas === 0 && toDay(iso) >= debut && toDay(iso) <= fin) mois.push(iso);
  }
  return mois;
}

/** All in percent of the width; null when no phase has both dates. */
export function drawFrise(plan) {
  const datees = plan.phases.filter((phase) => phase.debut_le && phase.fin_le);
  if (!datees.length) return null;
  const aujourdhui = toDay(plan.le);
  const debut = Math.min(aujourdhui, ...datees.map((phase) => toDay(phase.debut_le)));
  const fin = Math.max(aujourdhui + 1, ...datees.map((phase) => toDay(phase.fin_le)));
  const place = (jour) => Math.round((10000 * (jour - debut)) / (fin - debut)) / 100;
  const lignes = new Map(plan.moments.map((moment) => [moment, {moment, segments: [], points: []}]));
  for (const phase of datees) {
    const x = place(toDay(phase.debut_le));
    lignes.get(phase.moment)?.segments.push({
      titre: phase.titre,
      position: phase.position,
      debut: x,
      largeur: place(toDay(phase.fin_le)) - x,
    });
  }
  for (const etape of plan.etapes) {
    const jour = etape.avant_le ? toDay(etape.avant_le) : null;
    if (jour !== null && jour >= debut && jour <= fin) {
      lignes.get(etape.moment)?.points.push({x: place(jour), statut: etape.statut});
    }
  }
  return {
    lignes: [...lignes.values()].filter((ligne) => ligne.segments.length),
    reperes: listMonths(debut, fin).map((iso) => ({x: place(toDay(iso)), iso})),
    aujourdhui: place(aujourdhui),
  };
}
