/** The timeline: a drawing for the eye, and an ordered list that says the same to everyone. */

import {nothing, svg} from './vendor/lit.js';
import {html} from './isolats.js';
import {renderIcone} from './gabarits.js';
import {drawFrise} from './plan-vue.js';

const HAUT = 26;
const RANG = 24;
const BAS = 24;

/** Percentages inside an SVG without a viewBox: it stretches, its letters do not. */
function renderRuban(hote, plan) {
  const {t} = hote;
  const frise = drawFrise(plan);
  if (!frise) return nothing;
  const rtl = hote.direction === 'rtl';
  const x = (pourcent, largeur = 0) => `${rtl ? 100 - pourcent - largeur : pourcent}%`;
  const y = (rang) => HAUT + rang * RANG;
  const hauteur = HAUT + frise.rangs * RANG + BAS;
  // « start » and « end » follow the direction of the page by themselves.
  const ancre = frise.aujourdhui > 80 ? 'end' : frise.aujourdhui < 20 ? 'start' : 'middle';
  return html`<svg class="ruban" width="100%" height=${hauteur} aria-hidden="true" focusable="false">
    ${frise.reperes.map(
      ({x: place, iso}) => svg`<line class="repere" x1=${x(place)} x2=${x(place)} y1=${HAUT} y2=${hauteur - BAS}></line>
        <text class="repere-texte" x=${x(place)} y=${hauteur - 6} text-anchor=${
          place > 88 ? 'end' : place < 12 ? 'start' : 'middle'
        }>${t.shortMonth(iso)}</text>`,
    )}
    ${frise.titres.map(
      ({rang, moment}) => svg`<text class="ruban-titre" x=${x(0)} y=${y(rang) + 16}>${readMoment(plan, moment)}</text>`,
    )}
    ${frise.segments.map(
      (s) => svg`<rect class="segment ${s.position} ${s.ouverte ? 'ouverte' : ''}" x=${x(s.debut, s.largeur)}
        y=${y(s.rang) + 5} rx="5" width=${`${Math.max(s.largeur - 0.6, 0.8)}%`} height="14"></rect>`,
    )}
    ${frise.points.map(
      (p) => svg`<circle class="point ${p.statut}" cx=${x(p.x)} cy=${y(p.rang) + 12} r="4"></circle>`,
    )}
    <line class="aujourdhui" x1=${x(frise.aujourdhui)} x2=${x(frise.aujourdhui)} y1=${HAUT - 8} y2=${hauteur - BAS}></line>
    <text class="aujourdhui-texte" x=${x(frise.aujourdhui)} y="14" text-anchor=${ancre}>
      ${t('frise.aujourdhui')}
    </text>
  </svg>`;
}

function countEtapes(plan, phase) {
  const etapes = plan.etapes.filter((etape) => etape.phase === phase.id && etape.moment === phase.moment);
  return {n: etapes.length, faites: etapes.filter((etape) => etape.statut === 'faite').length};
}

const MARQUES = {passee: 'coche', 'en-cours': 'lieu', 'a-venir': 'horloge', inconnue: 'doute'};

function renderPhase(hote, plan, phase, {courte = false} = {}) {
  const {t} = hote;
  const {n, faites} = countEtapes(plan, phase);
  const cle = phase.position.replace('-', '_');
  const dates = phase.debut_le && phase.fin_le;
  return html`<li class="phase ${phase.position}" aria-current=${phase.position === 'en-cours' ? 'step' : nothing}>
    <span class="phase-marque">${renderIcone(t, MARQUES[phase.position])}</span>
    <div>
      <p class="phase-titre"><strong>${phase.titre}</strong>
        <span class="pastille ${phase.position}">${t(`frise.${cle}`)}</span></p>
      ${dates
        ? html`<p class="phase-dates">${t('frise.dates', {debut: t.date(phase.debut_le), fin: t.date(phase.fin_le)})}</p>`
        : nothing}
      ${courte
        ? nothing
        : html`<p class="phase-jalon">${renderIcone(t, 'drapeau')}<span>${t('frise.jalon', {jalon: phase.jalon})}</span></p>`}
      ${n && !courte
        ? html`<p class="phase-compte">${t('frise.compte', {n})}${faites ? ` ${t('frise.compte_faites', {n: faites})}` : nothing}</p>`
        : nothing}
    </div>
  </li>`;
}

function renderPhases(hote, plan, choisir, options) {
  const {t} = hote;
  return plan.moments.map((moment) => {
    const phases = plan.phases.filter((phase) => phase.moment === moment && choisir(phase));
    if (!phases.length) return nothing;
    return html`${plan.moments.length > 1
        ? html`<h4 class="frise-moment">${renderIcone(t, moment)}${readMoment(plan, moment)}</h4>`
        : nothing}
      <ol class="phases" role="list">${phases.map((phase) => renderPhase(hote, plan, phase, options))}</ol>`;
  });
}

/** As the content words it in this situation: a lost baby is never expected. */
const readMoment = (plan, moment) => plan.titres?.[moment] ?? moment;

/** The present first; the whole way is one tap further, and all of it is printed. */
export function renderFrise(hote, plan) {
  const {t} = hote;
  if (!plan.phases.length) return nothing;
  const present = (phase) => phase.position === 'en-cours';
  const ruban = renderRuban(hote, plan);
  return html`<section class="frise" aria-labelledby="titre-frise">
    <h3 id="titre-frise">${renderIcone(t, 'lieu')}<span>${t('frise.titre')}</span></h3>
    ${ruban}
    ${ruban === nothing ? nothing : html`<p class="frise-legende" aria-hidden="true">${t('frise.legende')}</p>`}
    <p class="phase-jour">${renderIcone(t, 'calendrier')}${t('frise.nous_sommes_le', {date: t.date(plan.le)})}</p>
    <div class="ecran">${renderPhases(hote, plan, present, {courte: plan.phases.filter(present).length > 1})}</div>
    <details class="frise-tout" ?open=${!plan.phases.some(present)}>
      <summary>${t('frise.tout')}</summary>
      ${renderPhases(hote, plan, () => true)}
    </details>
  </section>`;
}
