/** Who is writing, assistant or human; who is there; where requests stand. */

import {nothing} from './vendor/lit.js';
import {html} from './isolats.js';
import {renderIcone, renderOriginal} from './gabarits.js';

const PATIENCE = 15000;
const RAPPEL = 4000; // one says « I am writing » no oftener
const SILENCE = 8000; // and is no longer believed after so long

export const gestesDirect = {
  stopWaiting() {
    clearTimeout(this.patience);
    this.saisie = false;
    this.retard = false;
  },

  showSaisie(actif) {
    if (!actif) {
      this.stopWaiting();
      return;
    }
    this.saisie = true;
    this.startPatience();
  },

  /** An assistant that stays silent must not pretend to be writing. */
  startPatience() {
    clearTimeout(this.patience);
    if (this.presence) return; // a human answers when they can
    this.patience = setTimeout(() => {
      this.saisie = false;
      this.retard = this.etat !== 'coupee';
      this.client.reconnect();
    }, PATIENCE);
  },

  changePresence(presence) {
    this.presence = presence?.humain ? presence : null;
    if (this.presence) this.stopWaiting();
    else this.showHumain(false);
  },

  showHumain(actif) {
    clearTimeout(this.minuterieHumain);
    this.saisieHumaine = actif;
    if (actif) this.minuterieHumain = setTimeout(() => this.showHumain(false), SILENCE);
  },

  tellTyping() {
    if (!this.presence) return;
    const actif = Boolean(this.brouillon);
    const maintenant = Date.now();
    if (actif && maintenant - (this.ditLe ?? 0) < RAPPEL) return;
    this.ditLe = actif ? maintenant : 0;
    this.client.tellTyping(actif);
  },
};

/** Said as long as it is true: with somebody, or with somebody who is away. */
export function renderPresence(hote) {
  const {t, presence} = hote;
  if (!presence) return nothing;
  return html`<p class="protection presence ${presence.en_ligne ? 'ici' : ''}" role="status">
    ${renderIcone(t, presence.en_ligne ? 'humain' : 'horloge')}<span>${presence.texte}</span>
  </p>`;
}

export function sayTyping({t, presence, saisieHumaine}) {
  return saisieHumaine && presence ? t('direct.saisie', {qui: presence.qui}) : '';
}

/** Where each request stands: its reference, its state in words, its answer, its promise. */
export function renderDemandes(hote) {
  const {t, demandes} = hote;
  if (!demandes?.length) return nothing;
  return html`<section class="demandes">
    <h3>${renderIcone(t, 'humain')}<span>${t('demandes.titre')}</span></h3>
    ${demandes.map(
      (demande) => html`<article>
        <h4><bdi>${demande.qui}</bdi> <bdi class="reference" dir="ltr">${demande.reference}</bdi></h4>
        <p><strong>${demande.etat_texte}</strong></p>
        ${demande.suite ? html`<p><strong>${t('demandes.suite')}</strong> ${demande.suite}</p>` : nothing}
        ${renderOriginal(t, {
          original: demande.suite_originale,
          par: demande.suite_traduite_par,
          sansTraduction: demande.suite_sans_traduction,
        })}
        <p>${demande.promesse}</p>
      </article>`,
    )}
  </section>`;
}

/** A step that somebody wrote for this person says who, and when. */
export function renderAjoutee(t, etape) {
  if (!etape.ajoutee) return nothing;
  return html`<p class="ajoutee">${renderIcone(t, 'humain')}<span>${etape.ajoutee}</span></p>
    ${renderOriginal(t, {
      original: etape.originale,
      par: etape.traduite_par,
      sansTraduction: etape.sans_traduction,
    })}`;
}
