/** The rights come after the plan, and never in its way: fetched late, once for one situation. */

import {keyOf, mayShowDroits} from './droits-vue.js';

const REPIT = 700; // ms: several answers in a row are one calculation
const REPRISE = 15000; // ms: the calculation may only be warming up

export const gestesDroits = {
  resetDroits() {
    clearTimeout(this.minuterieDroits);
    this.droits = null;
    this.etatDroits = '';
    this.cleDroits = '';
    this.attendDroits = false;
    this.repris = false;
  },

  /** Nothing is computed for a panel that nobody sees, unless an answer was given to see it. */
  seesDroits() {
    return this.large || this.onglet === 'plan' || this.attendDroits;
  },

  planDroits() {
    if (!mayShowDroits(this.plan)) {
      this.resetDroits();
      return;
    }
    if (!this.seesDroits() || this.cleDroits === keyOf(this.plan)) return;
    clearTimeout(this.minuterieDroits);
    this.etatDroits = 'attente';
    this.minuterieDroits = setTimeout(() => this.loadDroits(), REPIT);
  },

  async loadDroits() {
    if (!mayShowDroits(this.plan)) return;
    const cle = keyOf(this.plan);
    const {client} = this;
    this.cleDroits = cle;
    let droits = null;
    try {
      droits = await client.readDroits();
    } catch (erreur) {
      if (erreur.fermee) return;
    }
    // Answered meanwhile, or another dossier: what comes next will say it.
    if (client !== this.client || this.cleDroits !== cle) return;
    this.etatDroits = droits ? 'prets' : 'echec';
    if (droits) {
      this.tellDroits(droits);
      this.droits = droits;
    }
    if (!droits?.disponible) this.retryOnce();
  },

  /** By itself once, then when the person or the plan asks. */
  retryOnce() {
    this.cleDroits = '';
    if (this.repris) return;
    this.repris = true;
    this.minuterieDroits = setTimeout(() => this.planDroits(), REPRISE);
  },

  /** On a phone the panel is on the other tab: say that the answer has changed it. */
  tellDroits({total}) {
    if (!this.attendDroits) return;
    this.attendDroits = false;
    const vu = this.large || this.onglet === 'plan';
    if (!vu && total) this.showToast(this.t('droits.nouvelle', {total: total.texte}));
  },

  retryDroits() {
    this.etatDroits = 'attente';
    this.loadDroits();
  },

  async showDroits() {
    await this.updateComplete;
    const titre = this.renderRoot.querySelector('#titre-droits');
    if (!titre) return;
    this.bringUp(titre);
    titre.focus({preventScroll: true});
  },

  /** The question is put in the conversation, where it is answered like any other. */
  askQuestion(fait, titre) {
    this.attendDroits = true;
    this.sendChoix({question: fait}, this.t('droits.demande', {titre}));
    if (!this.large) this.onglet = 'conversation';
    this.updateComplete.then(() => this.renderRoot.querySelector('#reponse')?.focus());
  },
};
