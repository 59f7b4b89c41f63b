/** What a person does beyond answering: tick, correct, print, share, erase, leave. */

import {createTextes} from './textes.js';

export const gestes = {
  /** The conversation, the plan and the page are read again in it; the question is put again. */
  async changeLangue(langue) {
    if (langue === this.t.langue) return;
    try {
      const textes = await this.client.readInterface(langue);
      await this.client.setLangue(langue);
      this.memoire.write('langue', langue);
      this.t = createTextes(textes);
      this.silence();
      this.findDictee();
    } catch {
      this.note = this.t('conversation.retard');
      return;
    }
    document.documentElement.lang = this.pleinEcran ? langue : document.documentElement.lang;
    if (this.pleinEcran) document.documentElement.dir = this.t.dir;
    this.resetDroits();
    if (!this.client.acces || this.reprise || this.ferme) return;
    this.bulles = [];
    await this.client.replay();
    this.loadPlan();
  },

  chooseOnglet(nom) {
    this.onglet = nom;
    if (nom !== 'plan') return;
    this.places = new Map();
    this.loadPlan();
  },

  moveOnglet(evenement) {
    if (!['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(evenement.key)) return;
    evenement.preventDefault();
    this.chooseOnglet(this.onglet === 'plan' ? 'conversation' : 'plan');
    this.updateComplete.then(() => this.renderRoot.querySelector(`#onglet-${this.onglet}`).focus());
  },

  async showPlan() {
    this.chooseOnglet('plan');
    await this.updateComplete;
    this.renderRoot.querySelector('#titre-plan')?.focus();
  },

  async showEtape(id) {
    this.onglet = 'plan';
    await this.updateComplete;
    const etape = this.renderRoot.getElementById(`etape-${id}`);
    if (!etape) {
      this.renderRoot.querySelector('#titre-plan')?.focus();
      return;
    }
    const groupe = etape.closest('details.groupe');
    if (groupe) groupe.open = true;
    const details = etape.querySelector('details.comment');
    if (details) details.open = true;
    this.bringUp(etape);
    etape.focus({preventScroll: true});
  },

  /** Only the plan moves when it scrolls by itself: the page's head and tabs stay in sight. */
  bringUp(element) {
    const panneau = element.closest('.panneau');
    if (panneau.scrollHeight <= panneau.clientHeight) {
      element.scrollIntoView({block: 'start'});
      return;
    }
    const ecart = element.getBoundingClientRect().top - panneau.getBoundingClientRect().top;
    panneau.scrollTop += ecart - 8;
  },

  /** Shown at once, taken back with a word if the server did not keep it. */
  async tickEtape(etape, faite) {
    const {id, statut} = etape;
    const groupe = this.renderRoot.getElementById(`etape-${id}`)?.closest('.groupe');
    const nom = ['a_faire', 'a_verifier', 'plus_tard', 'faites'].find((n) => groupe?.classList.contains(n));
    if (nom) this.places.set(id, nom);
    const changeStatut = (valeur) => {
      this.plan = {
        ...this.plan,
        etapes: this.plan.etapes.map((e) => (e.id === id ? {...e, statut: valeur} : e)),
      };
    };
    changeStatut(faite ? 'faite' : 'a-faire');
    try {
      await this.client.tickEtape(id, faite);
      this.annoncePlan = this.t(faite ? 'plan.annonce_fait' : 'plan.annonce_refait', {titre: etape.titre});
    } catch {
      changeStatut(statut);
      this.annoncePlan = '';
      this.showToast(this.t('plan.echec', {titre: etape.titre}));
    }
    this.requestUpdate();
  },

  /** Kept only when the person says so; an empty field forgets it. */
  async setLieu(evenement) {
    evenement.preventDefault();
    await this.keepLieu(evenement.target.elements.lieu.value.trim() || null);
  },

  /** When the commune must still be asked, the eyes and the keyboard go to it. */
  async keepLieu(dit) {
    const champ = this.renderRoot.getElementById('lieu');
    this.lieuRefus = '';
    this.showToast('');
    try {
      const {lieu} = await this.client.setLieu(dit);
      await this.loadPlan();
      await this.updateComplete;
      champ.value = this.plan.territoire?.saisie ?? '';
      const demande = this.renderRoot.getElementById('commune');
      demande?.parentElement.scrollIntoView({block: 'nearest'});
      // The button of a commune is gone once chosen: the focus stays in the same form.
      (demande ?? champ.form.querySelector('button')).focus({preventScroll: true});
      if (!demande) this.showToast(this.t(lieu ? 'plan.lieu_note' : 'plan.lieu_efface'));
    } catch (erreur) {
      this.lieuRefus = erreur.definitive ? erreur.message : this.t('plan.lieu_echec');
      champ.focus();
    }
    this.requestUpdate();
  },

  /** From a step that depends on the commune, to where it is asked. */
  showLieu() {
    const champ = this.renderRoot.getElementById('commune') ?? this.renderRoot.getElementById('lieu');
    champ.scrollIntoView({block: 'nearest'});
    champ.focus({preventScroll: true});
  },

  showToast(texte) {
    this.toast = texte;
    this.requestUpdate();
    clearTimeout(this.toastMinuterie);
    if (texte) this.toastMinuterie = setTimeout(() => this.showToast(''), 8000);
  },

  /** Correcting and adding go through the conversation: whoever reads it sees what changed. */
  async askFait(nom) {
    this.openDialogue('question', {fait: nom});
    try {
      this.dialogue = {...this.dialogue, question: await this.client.readQuestion(nom)};
      await this.updateComplete;
      this.renderRoot.querySelector('#titre-dialogue')?.focus();
    } catch {
      this.dialogue = {...this.dialogue, erreur: this.t('dialogue.echec')};
    }
  },

  openQuestion(question) {
    this.openDialogue('question', {question});
  },

  answerDialogue(choix, libelle) {
    const {titre} = this.dialogue.question;
    this.closeDialogue();
    this.sendChoix(choix, `${titre} : ${libelle}`);
    this.showToast(this.t('plan.reponse_notee'));
  },

  askHuman() {
    this.sendChoix({acte: 'demander_humain'}, this.t('humain.bouton'));
    if (this.onglet !== 'plan' || this.large) return;
    this.onglet = 'conversation';
    this.updateComplete.then(() => this.renderRoot.querySelector('#reponse')?.focus());
  },

  toggleMenu() {
    this.menuOuvert = !this.menuOuvert;
  },

  closeMenu({rendre = false} = {}) {
    this.menuOuvert = false;
    if (rendre) this.renderRoot.querySelector('#bouton-menu')?.focus();
  },

  openDialogue(nom, contenu = {}) {
    this.retourFocus = this.renderRoot.activeElement;
    this.dialogue = {nom, ...contenu};
  },

  closeDialogue() {
    this.renderRoot.querySelector('dialog')?.close();
  },

  /** A menu item is hidden again by now: give the focus back to the menu's own button. */
  dialogueClosed() {
    this.dialogue = null;
    if (this.ferme) return;
    const visible = this.retourFocus?.isConnected && this.retourFocus.offsetParent;
    (visible ? this.retourFocus : this.renderRoot.querySelector('#bouton-menu'))?.focus();
  },

  async createLien() {
    try {
      const {url} = await this.client.createLien({averti: this.ephemere});
      this.dialogue = {...this.dialogue, adresse: url, copie: ''};
      await this.updateComplete;
      this.renderRoot.querySelector('#adresse-lien')?.focus();
      this.loadPlan();
    } catch {
      this.dialogue = {...this.dialogue, copie: this.t('lien.echec')};
    }
  },

  async copyLien() {
    try {
      await navigator.clipboard.writeText(this.dialogue.adresse);
    } catch {
      this.renderRoot.querySelector('#adresse-lien').select();
      if (!document.execCommand('copy')) return;
    }
    this.dialogue = {...this.dialogue, copie: this.t('lien.copie')};
  },

  async revokeLiens() {
    try {
      await this.client.revokeLiens();
      this.dialogue = {...this.dialogue, adresse: null, copie: this.t('lien.revoque')};
      this.loadPlan();
    } catch {
      this.dialogue = {...this.dialogue, copie: this.t('lien.echec')};
    }
  },

  async deleteDossier() {
    try {
      await this.client.deleteDossier();
    } catch (erreur) {
      if (!erreur.fermee) {
        this.dialogue = {...this.dialogue, erreur: this.t('effacer.echec')};
        return;
      }
    }
    this.closeDialogue();
    this.close('ferme.effacee');
  },

  async download(nom) {
    try {
      const lien = document.createElement('a');
      lien.href = await this.client.fileAddress(nom);
      lien.download = nom;
      lien.rel = 'noopener';
      document.body.append(lien);
      lien.click();
      lien.remove();
    } catch {
      this.showToast(this.t('plan.echec_fichier'));
    }
  },

  /** On another site, printing would print that site: give the file made for paper instead. */
  async print() {
    if (!this.pleinEcran || this.protege) {
      this.download('plan.pdf');
      return;
    }
    this.onglet = 'plan';
    await this.updateComplete;
    print();
  },

  /** Leave without a trace on this device: storage, screen and this page's history entry. */
  quit() {
    this.client?.leave();
    this.client?.stop();
    this.silence();
    this.memoire.clear();
    this.hidden = true;
    location.replace(this.t?.('quitter.adresse') ?? 'about:blank');
  },

  hideUrgence(seq) {
    this.urgenceMasquee = seq;
    this.updateComplete.then(() => this.renderRoot.querySelector('.defile')?.focus());
  },

  /** Show the whole turn: never scroll past the person's own last words. */
  follow(zone) {
    if (!this.suivre) return;
    const miennes = zone.querySelectorAll('.bulle.usager');
    const mienne = miennes[miennes.length - 1];
    const bas = zone.scrollHeight - zone.clientHeight;
    const haut = mienne ? mienne.offsetTop - 8 : 0;
    zone.scrollTop = Math.min(bas, Math.max(haut, 0));
  },

  watchScroll(evenement) {
    const zone = evenement.target;
    this.enBas = zone.scrollHeight - zone.scrollTop - zone.clientHeight < 80;
  },

  scrollToEnd() {
    const zone = this.renderRoot.querySelector('.defile');
    zone.scrollTop = zone.scrollHeight;
    zone.focus();
  },
};
