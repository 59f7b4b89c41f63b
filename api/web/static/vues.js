/** What the element shows: its header, its thresholds, its two columns. */

import {nothing} from './vendor/lit.js';
import {html} from './isolats.js';
import {renderEtat, renderFil, renderNonRelue, renderProtection, renderUrgence} from './conversation.js';
import {renderMenu} from './dialogues.js';
import {renderPresence} from './direct.js';
import {renderIcone} from './gabarits.js';
import {renderPlan} from './plan.js';
import {renderComposeur, renderReponse} from './reponse.js';

export const vues = {
  renderBarre() {
    const {t} = this;
    return html`<header class="barre">
      <p class="marque">${renderIcone(t, 'drapeau')}<span><strong>${t('marque.nom')}</strong>
        <span class="annonce-robot">${t('marque.automatique')}</span></span></p>
      <div class="barre-actions">
        <button type="button" class="bouton-barre quitter" title=${t('quitter.titre')} @click=${this.quit}>
          ${renderIcone(t, 'quitter', 'miroir')}<span>${t('quitter.bouton')}</span>
        </button>
        ${this.renderLangues()}
        ${renderMenu(this)}
      </div>
    </header>`;
  },

  /** Each language under its own name: who cannot read the page still finds their own. */
  renderLangues() {
    const {t} = this;
    const choix = Object.entries(t.langues);
    if (choix.length < 2) return nothing;
    return html`<label class="langues">${renderIcone(t, 'langue')}<span class="hors-vue">${t('langue.titre')}</span>
      <select @change=${(e) => this.changeLangue(e.target.value)}>
        ${choix.map(([code, nom]) => html`<option value=${code} lang=${code} ?selected=${code === t.langue}>${nom}</option>`)}
      </select></label>`;
  },

  renderReprise() {
    const {t} = this;
    return html`<section class="seuil">
      <h2>${t('reprise.titre')}</h2>
      <p>${t('reprise.explication')}</p>
      <div class="actions">
        <button type="button" class="bouton plein" @click=${this.begin}>${t('reprise.reprendre')}</button>
        <button type="button" class="bouton" @click=${this.restart}>${t('reprise.nouvelle')}</button>
      </div>
    </section>`;
  },

  renderFerme() {
    const {t} = this;
    return html`<section class="seuil">
      <h2 id="titre-ferme" tabindex="-1">${t(`${this.ferme}.titre`)}</h2>
      <p>${t(`${this.ferme}.explication`)}</p>
      <div class="actions">
        <button type="button" class="bouton plein" @click=${this.restart}>${t('ferme.recommencer')}</button>
      </div>
    </section>`;
  },

  renderOnglets() {
    const {t} = this;
    const restantes = this.plan?.etapes?.filter((etape) => etape.statut !== 'faite').length ?? 0;
    const onglet = (nom, icone, compte) => html`<button type="button" role="tab" id="onglet-${nom}"
      aria-selected=${this.onglet === nom ? 'true' : 'false'} aria-controls="panneau-${nom}"
      tabindex=${this.onglet === nom ? '0' : '-1'} @click=${() => this.chooseOnglet(nom)}>
      ${renderIcone(t, icone)}<span>${t(`onglet.${nom}`)}</span>
      ${compte ? html`<span class="nombre"><span aria-hidden="true">${compte}</span
        ><span class="hors-vue">${t('plan.etapes', {n: compte})}</span></span>` : nothing}
    </button>`;
    return html`<div class="onglets" role="tablist" aria-label=${t('onglet.titre')} @keydown=${this.moveOnglet}>
      ${onglet('conversation', 'assistant', 0)} ${onglet('plan', 'plan', restantes)}
    </div>`;
  },

  renderColonnes() {
    const {t} = this;
    const role = this.large ? 'region' : 'tabpanel';
    const titre = (nom) => (this.large ? nothing : `onglet-${nom}`);
    return html`${this.large ? nothing : this.renderOnglets()}
      <div class="colonnes">
        <section class="panneau conversation" id="panneau-conversation" role=${role}
          aria-label=${this.large ? t('conversation.titre') : nothing} aria-labelledby=${titre('conversation')}
          ?hidden=${!this.large && this.onglet !== 'conversation'}>
          ${renderUrgence(this)} ${renderPresence(this)} ${renderProtection(this)} ${renderNonRelue(this)}
          <div class="defile-cadre">
            <div class="defile" tabindex="0" role="group" aria-label=${t('conversation.defilement')} @scroll=${this.watchScroll}>
              <slot></slot>
              ${renderFil(this)}
              ${this.renderZone()}
            </div>
            ${this.enBas ? nothing : html`<button type="button" class="bouton vers-bas" title=${t('conversation.vers_bas')}
              @click=${this.scrollToEnd}>${renderIcone(t, 'bas')}<span class="hors-vue">${t('conversation.vers_bas')}</span></button>`}
          </div>
          ${renderEtat(this)}
          <div class="pied">
            ${this.presence ? nothing : html`<button type="button" class="bouton humain" @click=${this.askHuman}>
              ${renderIcone(t, 'humain')}<span>${t('humain.bouton')}</span>
            </button>`}
            ${renderComposeur(this)}
          </div>
        </section>
        <section class="panneau plan" id="panneau-plan" role=${role} tabindex="0"
          aria-label=${this.large ? t('plan.titre') : nothing} aria-labelledby=${titre('plan')}
          ?hidden=${!this.large && this.onglet !== 'plan'}>
          ${renderPlan(this)}
          ${this.large ? nothing : html`<button type="button" class="bouton humain" @click=${this.askHuman}>
            ${renderIcone(t, 'humain')}<span>${t('humain.bouton')}</span></button>`}
        </section>
      </div>
      <p class="hors-vue" role="status">${this.annoncePlan ?? ''}</p>
      <p class="toast" role="status" ?data-vide=${!this.toast}>${this.toast ?? ''}</p>`;
  },

  /** While a human answers, the assistant's last question waits with it. */
  renderZone() {
    const {t} = this;
    const question = this.presence ? null : this.question;
    return html`<div class="reponse ${question ? '' : 'vide'}" id="reponse" role="group" tabindex="-1"
      aria-label=${t('reponse.titre')}>
      ${question
        ? renderReponse(this, question, (choix, libelle) => this.answer(question, choix, libelle), {
            pourquoi: () => this.sendChoix({acte: 'pourquoi_cette_question'}, t('reponse.pourquoi')),
          })
        : nothing}
    </div>`;
  },
};
