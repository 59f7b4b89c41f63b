/**
 * How a plan is shown: groups, urgency, and the geometry of the timeline.
 * `api/web/vue_plan.py` holds the same rules for the printed pages: change both together.
 */

export const GROUPES = ['a_faire', 'a_verifier', 'plus_tard', 'faites'];
const PROCHE_JOURS = 14;
const REPERES_MAX = 3;
const PHASE_OUVERTE = 60;

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

/**
 * The plan comes sorted (urgent, then by date and priority): each group keeps that order.
 * `places` keeps a step where it was when it was ticked: nothing jumps under the finger.
 */
export function groupEtapes(plan, places = new Map()) {
  // Two moments may both have a phase P1.
  const positions = new Map(
    plan.phases.map((phase) => [`${phase.moment}/${phase.id}`, phase.position]),
  );
  const groupes = Object.fromEntries(GROUPES.map((nom) => [nom, []]));
  for (const etape of plan.etapes) {
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

/** A phase that has begun and whose end is not known yet is drawn open, for two months. */
function datePhases(plan) {
  return plan.phases
    .filter((phase) => phase.debut_le)
    .map((phase) => {
      const debut = toDay(phase.debut_le);
      return {phase, debut, fin: phase.fin_le ? toDay(phase.fin_le) : debut + PHASE_OUVERTE};
    });
}

/** Phases may overlap: the first row that is free again, else a new one. */
function findRang(fins, debut) {
  const rang = fins.findIndex((fin) => fin <= debut);
  return rang < 0 ? fins.length : rang;
}

/** A plan read again after a tick: what is on the screen stays where it is. */
export function keepOrder(avant, plan) {
  if (!avant) return plan;
  const rangs = new Map(avant.etapes.map((etape, rang) => [etape.id, rang]));
  const rang = (etape) => rangs.get(etape.id) ?? rangs.size;
  return {...plan, etapes: [...plan.etapes].sort((a, b) => rang(a) - rang(b))};
}

/** All in percent of the width; null when no phase has a date. */
export function drawFrise(plan) {
  const datees = datePhases(plan);
  if (!datees.length) return null;
  const aujourdhui = toDay(plan.le);
  const debut = Math.min(aujourdhui, ...datees.map((d) => d.debut));
  const fin = Math.max(aujourdhui + 1, ...datees.map((d) => d.fin));
  const place = (jour) => Math.round((10000 * (jour - debut)) / (fin - debut)) / 100;
  const frise = {titres: [], segments: [], points: [], rangs: 0};
  const rangs = new Map();
  for (const moment of plan.moments) {
    const siennes = datees.filter(({phase}) => phase.moment === moment);
    if (siennes.length && plan.moments.length > 1) {
      frise.titres.push({rang: frise.rangs, moment});
      frise.rangs += 1;
    }
    const fins = [];
    for (const {phase, debut: premier, fin: dernier} of siennes) {
      const rang = findRang(fins, premier);
      fins[rang] = dernier;
      rangs.set(`${moment}/${phase.id}`, frise.rangs + rang);
      const x = place(premier);
      frise.segments.push({
        position: phase.position,
        ouverte: !phase.fin_le,
        debut: x,
        largeur: place(dernier) - x,
        rang: frise.rangs + rang,
      });
    }
    frise.rangs += fins.length;
  }
  for (const etape of plan.etapes) {
    const jour = etape.avant_le ? toDay(etape.avant_le) : null;
    const rang = rangs.get(`${etape.moment}/${etape.phase}`);
    if (jour !== null && rang !== undefined && jour >= debut && jour <= fin) {
      frise.points.push({x: place(jour), rang, statut: etape.statut});
    }
  }
  return {
    ...frise,
    reperes: listMonths(debut, fin).map((iso) => ({x: place(toDay(iso)), iso})),
    aujourdhui: place(aujourdhui),
  };
}
