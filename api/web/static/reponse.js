/** What a person can answer: buttons, a date, a number, several boxes; and never only that. */

import {live, nothing} from './vendor/lit.js';
import {renderDictee} from './dictee.js';
import {html} from './isolats.js';
import {renderIcone} from './gabarits.js';

const ANNEES_AVANT = 100;
const ANNEES_APRES = 3;

/** The open question of the thread, as `{seq, fait, type, options, borne, choix}`, or null. */
export function findQuestion(bulles, repondue) {
  const bulle = bulles.findLast((b) => b.auteur !== 'usager' && (b.saisie || b.choix?.length));
  if (!bulle || bulle.seq <= repondue) return null;
  return {
    seq: bulle.seq,
    titre: bulle.texte,
    choix: bulle.choix ?? [],
    fait: bulle.saisie?.fait ?? bulle.choix?.find((c) => c.choix.fait)?.choix.fait ?? null,
    type: bulle.saisie?.type ?? null,
    options: bulle.saisie?.options ?? [],
    borne: bulle.saisie?.borne ?? null,
    partie: bulle.saisie?.partie ?? null,
  };
}

export function toQuestion(question) {
  return {
    fait: question.fait,
    titre: question.question,
    pourquoi: question.pourquoi,
    type: question.type,
    options: question.options ?? [],
    borne: question.borne,
    choix: [],
  };
}

function listBoutons(t, question) {
  const {fait, type, options, choix} = question;
  if (type === 'liste') return choix.filter((c) => c.choix.fait !== fait);
  if (choix.length) return choix;
  if (options.length) {
    return options.map(({valeur, libelle}) => ({libelle, choix: {fait, valeur}}));
  }
  if (type !== 'oui_non') return [];
  return [true, false].map((valeur) => ({
    libelle: t(valeur ? 'oui' : 'non'),
    choix: {fait, valeur},
  }));
}

function renderBoutons(hote, question, answer) {
  const {t} = hote;
  const boutons = listBoutons(t, question);
  if (!boutons.length) return nothing;
  return html`<ul class="choix">
    ${boutons.map(
      ({libelle, choix}) => html`<li>
        <button type="button" class="bouton choix-bouton" @click=${() => answer(choix, libelle)}>
          ${choix.moment ? renderIcone(t, choix.moment) : nothing}
          ${choix.acte === 'demander_humain' ? renderIcone(t, 'humain') : nothing}
          <span>${libelle}</span>
        </button>
      </li>`,
    )}
  </ul>`;
}

function renderListe(hote, question, answer) {
  const {t} = hote;
  const options = question.options.length
    ? question.options
    : question.choix
        .filter((c) => c.choix.fait === question.fait)
        .map((c) => ({valeur: [].concat(c.choix.valeur)[0], libelle: c.libelle}));
  const submit = (event) => {
    event.preventDefault();
    const cochees = options.filter((_, rang) => event.target.elements[`case-${rang}`].checked);
    const libelle = cochees.map((o) => o.libelle).join(', ') || t('reponse.aucune');
    answer({fait: question.fait, valeur: cochees.map((o) => o.valeur)}, libelle);
  };
  return html`<form @submit=${submit}>
    <p class="aide">${t('reponse.plusieurs')}</p>
    <ul class="cases">
      ${options.map(
        ({libelle}, rang) => html`<li>
          <label class="case"><input type="checkbox" name="case-${rang}" /><span>${libelle}</span></label>
        </li>`,
      )}
    </ul>
    <button class="bouton plein">${t('reponse.valider')}</button>
  </form>`;
}

function renderNombre(hote, question, answer, prefixe) {
  const {t} = hote;
  const submit = (event) => {
    event.preventDefault();
    const champ = event.target.elements.nombre;
    if (champ.value !== '') answer({fait: question.fait, valeur: Number(champ.value)}, champ.value);
  };
  return html`<form class="ligne" @submit=${submit}>
    <label for="${prefixe}-nombre">${t(listBoutons(t, question).length ? 'reponse.autre_nombre' : 'reponse.nombre')}</label>
    <div class="ligne-champ">
      <input id="${prefixe}-nombre" name="nombre" type="number" inputmode="numeric" required step="1"
        min=${question.borne?.min ?? 0} max=${question.borne?.max ?? 999999} />
      <button class="bouton plein">${t('reponse.valider')}</button>
    </div>
  </form>`;
}

function listAnnees(borne) {
  const annee = new Date().getFullYear();
  const debut = borne?.futur ? annee : annee - ANNEES_AVANT;
  const fin = borne?.passe ? annee : annee + ANNEES_APRES;
  return Array.from({length: fin - debut + 1}, (_, rang) => fin - rang);
}

function renderDate(hote, question, answer, prefixe) {
  const {t} = hote;
  const aujourdhui = new Date().toLocaleDateString('sv-SE');
  const sendDate = (event) => {
    event.preventDefault();
    const {value} = event.target.elements.date;
    if (value) answer({fait: question.fait, valeur: value}, t.date(value));
  };
  const sendMois = (event) => {
    event.preventDefault();
    const {mois, annee} = event.target.elements;
    const mesure = `${annee.value}-${mois.value.padStart(2, '0')}`;
    // The middle of the month, said to be approximate: the plan repeats it.
    const valeur = {date: `${mesure}-15`, approximatif: true};
    answer({fait: question.fait, valeur}, t.month(mesure));
  };
  const actuel = new Date();
  return html`<form class="ligne" @submit=${sendDate}>
      <label for="${prefixe}-date">${t('reponse.date')}</label>
      <div class="ligne-champ">
        <input id="${prefixe}-date" name="date" type="date" required
          min=${question.borne?.futur ? aujourdhui : nothing}
          max=${question.borne?.passe ? aujourdhui : nothing} />
        <button class="bouton plein">${t('reponse.valider')}</button>
      </div>
    </form>
    <details class="mois">
      <summary>${t('reponse.mois_seulement')}</summary>
      <form class="ligne" @submit=${sendMois}>
        <p class="aide">${t('reponse.mois_aide')}</p>
        <div class="ligne-champ">
          <div><label for="${prefixe}-mois">${t('reponse.mois')}</label>
            <select id="${prefixe}-mois" name="mois">
              ${Array.from({length: 12}, (_, rang) => html`<option value=${String(rang + 1)}
                ?selected=${rang === actuel.getMonth()}>${t.monthName(rang)}</option>`)}
            </select></div>
          <div><label for="${prefixe}-annee">${t('reponse.annee')}</label>
            <select id="${prefixe}-annee" name="annee">
              ${listAnnees(question.borne).map((annee) => html`<option value=${String(annee)}
                ?selected=${annee === actuel.getFullYear()}>${annee}</option>`)}
            </select></div>
          <button class="bouton plein">${t('reponse.valider')}</button>
        </div>
      </form>
    </details>`;
}

/** Always beside a question about oneself: not knowing and not answering are answers. A question
 * that has them among its own options does not say them twice. */
function renderIssues(hote, question, answer, {pourquoi}) {
  const {t} = hote;
  const {fait} = question;
  if (!fait) return nothing;
  const options = new Set([...question.options, ...question.choix].map((option) => option.libelle));
  const statuts = ['ne_sait_pas', 'refuse'].filter((statut) => !options.has(t(`reponse.${statut}`)));
  return html`<div class="issues" role="group" aria-label=${t('reponse.issues')}>
    ${statuts.map(
      (statut) => html`<button type="button" class="lien-bouton"
        @click=${() => answer({fait, statut}, t(`reponse.${statut}`))}>${t(`reponse.${statut}`)}</button>`,
    )}
    ${question.partie
      ? html`<button type="button" class="lien-bouton" @click=${() => answer({acte: 'passer_partie'}, t('reponse.passer_partie'))}>
          ${t('reponse.passer_partie')}
        </button>`
      : nothing}
    ${pourquoi
      ? html`<button type="button" class="lien-bouton" @click=${pourquoi}>${t('reponse.pourquoi')}</button>`
      : nothing}
  </div>`;
}

const CHAMPS = {date: renderDate, nombre: renderNombre, liste: renderListe};

export function renderReponse(hote, question, answer, options = {}) {
  const champ = CHAMPS[question.type];
  return html`${renderBoutons(hote, question, answer)}
    ${champ && question.fait ? champ(hote, question, answer, options.prefixe ?? 'fil') : nothing}
    ${renderIssues(hote, question, answer, options)}`;
}

export const LIMITE = 4000;
const ANNONCE_A = 3600;

export function renderComposeur(hote) {
  const {t} = hote;
  const reste = LIMITE - hote.brouillon.length;
  const type = (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    hote.sendTexte();
  };
  const submit = (event) => {
    event.preventDefault();
    hote.sendTexte();
  };
  // No maxlength: it would cut a pasted letter without a word.
  return html`<form class="composeur" @submit=${submit}>
    <label for="message" class="hors-vue">${t('composeur.label')}</label>
    <textarea id="message" name="message" rows="1" dir="auto" placeholder=${t('composeur.exemple')}
      aria-describedby="aide-message" aria-invalid=${reste < 0 ? 'true' : 'false'}
      .value=${live(hote.brouillon)} @input=${hote.changeBrouillon} @keydown=${type}></textarea>
    <button class="bouton plein envoyer">
      ${renderIcone(t, 'envoyer', 'miroir')}<span>${t('composeur.envoyer')}</span>
    </button>
    ${renderDictee(hote)}
    <span id="aide-message" class="hors-vue">${t('composeur.aide')}</span>
    <span class="compteur ${reste < 0 ? 'trop' : ''}" role="status">${readCompteur(t, reste)}</span>
  </form>`;
}

function readCompteur(t, reste) {
  if (reste < 0) return t('composeur.trop', {n: -reste});
  return reste <= LIMITE - ANNONCE_A ? t('composeur.reste', {n: reste}) : '';
}
