/** Small templates shared by the conversation, the plan and the dialogs. */

import {svg, nothing} from './vendor/lit.js';
import {html} from './isolats.js';

/** Decorative: always beside its text. */
export function renderIcone(t, nom, classe = '') {
  const traces = t.icones[nom] ?? t.icones.autre;
  return html`<svg class="icone ${classe}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    ${traces.map((trace) => svg`<path d=${trace}></path>`)}
  </svg>`;
}

const ADRESSE = /(https:\/\/[^\s<>()]+[^\s<>().,;:!?»])/;

function linkify(texte) {
  return texte
    .split(ADRESSE)
    .map((part, rang) =>
      rang % 2
        ? html`<a href=${part} target="_blank" rel="noopener noreferrer"><bdi lang="fr" dir="ltr">${part}</bdi></a>`
        : part,
    );
}

/** French leaves a space before « ? ! ; : »: no line may begin with one of them. */
function bindSpaces(texte, langue) {
  if (langue !== 'fr') return texte;
  return texte.replace(/ ([?!;:»€])/g, '\u00a0$1').replace(/(«) /g, '$1\u00a0');
}

/** Paragraphs by blank lines, lists by leading dashes: what the catalogues write. */
export function renderParagraphes(texte, langue) {
  return bindSpaces(texte ?? '', langue)
    .split(/\n\s*\n/)
    .filter((bloc) => bloc.trim())
    .map((bloc) => cutRuns(bloc.trim().split('\n')).map(renderRun));
}

const isItem = (ligne) => /^\s*[-•] /.test(ligne);

/** « J'ai noté : » and its list may come in one block. */
function cutRuns(lignes) {
  const runs = [];
  for (const ligne of lignes) {
    const dernier = runs.at(-1);
    if (dernier && isItem(dernier[0]) === isItem(ligne)) dernier.push(ligne);
    else runs.push([ligne]);
  }
  return runs;
}

function renderRun(lignes) {
  if (isItem(lignes[0])) {
    return html`<ul>${lignes.map((ligne) => html`<li>${linkify(ligne.replace(/^\s*[-•] /, ''))}</li>`)}</ul>`;
  }
  return html`<p>${lignes.map((ligne, rang) => [rang ? html`<br>` : nothing, linkify(ligne)])}</p>`;
}

const toTel = (numero) => numero.replace(/[^\d+]/g, '');

export function renderAppel(t, numero, {sms = false, grand = false} = {}) {
  return html`<a class="appel ${grand ? 'grand' : ''}" href="${sms ? 'sms' : 'tel'}:${toTel(numero)}">
    ${renderIcone(t, sms ? 'sms' : 'telephone')}
    <span>${t(sms ? 'contact.sms' : 'contact.appeler')} <bdi class="numero" dir="ltr">${numero}</bdi></span>
  </a>`;
}

export function renderContact(t, contact, {grand = false} = {}) {
  return html`<li class="contact">
    <strong class="contact-nom"><bdi>${contact.nom}</bdi></strong>
    ${contact.telephone ? renderAppel(t, contact.telephone, {grand}) : nothing}
    ${contact.sms ? renderAppel(t, contact.sms, {sms: true, grand}) : nothing}
    ${contact.detail ? html`<span class="contact-detail">${contact.detail}</span>` : nothing}
    ${contact.lieu
      ? html`<span class="contact-detail">${renderIcone(t, 'lieu')} ${contact.lieu}</span>`
      : nothing}
    ${contact.site ? renderSite(t, contact.site) : nothing}
    ${contact.doute ? renderDoute(t, nothing) : nothing}
    ${contact.source && !grand
      ? html`<span class="contact-source"
          >${t('contact.source', {source: contact.source, date: t.seenOn(contact.verifie_le)})}</span>`
      : nothing}
  </li>`;
}

export function renderSite(t, site) {
  const adresse = /^https?:\/\//.test(site) ? site : `https://${site}`;
  const court = adresse.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
  return html`<a class="lien-externe" href=${adresse} target="_blank" rel="noopener noreferrer"
    >${renderIcone(t, 'site')}<bdi lang="fr" dir="ltr">${court}</bdi></a>`;
}

/** An agent's words, translated by a machine that is named, their French one tap away; or why not. */
export function renderOriginal(t, {original, par, sansTraduction}) {
  return html`${original
    ? html`<p class="machine">${renderIcone(t, 'langue')}<span>${t('langue.non_relue')} <bdi dir="ltr">(${par})</bdi></span></p>
        <details class="original"><summary>${t('direct.original')}</summary>
          <div lang="fr" dir="ltr">${renderParagraphes(original, 'fr')}</div></details>`
    : nothing}
  ${sansTraduction
    ? html`<p class="machine">${renderIcone(t, 'humain')}<span>${t('direct.sans_traduction')}</span></p>`
    : nothing}`;
}

export function renderDoute(t, texte) {
  return html`<p class="doute">
    ${renderIcone(t, 'doute')}<span><strong>${t('plan.a_confirmer')}</strong> ${texte || nothing}</span>
  </p>`;
}
