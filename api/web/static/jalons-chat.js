/**
 * <jalons-chat>: the conversation and the plan, on our page or on another site's.
 *
 *   <script type="module" src="https://host/static/jalons-chat.js"></script>
 *   <jalons-chat></jalons-chat>
 *
 * Attributes: `adresse` (the server, when it is not the script's), `langue`, `dir`, `plein-ecran`.
 */

import {LitElement} from './vendor/lit.js';
import {html} from './isolats.js';
import {Client} from './client.js';
import {renderDialogue} from './dialogues.js';
import {Memoire} from './memoire.js';
import {keepOrder} from './plan-vue.js';
import {findQuestion, LIMITE} from './reponse.js';
import {styles} from './styles.js';
import {gestesDictee} from './dictee.js';
import {gestesDirect} from './direct.js';
import {gestesEcoute} from './ecoute.js';
import {createTextes} from './textes.js';
import {gestesDroits} from './gestes-droits.js';
import {gestes} from './gestes.js';
import {vues} from './vues.js';

const LARGEUR_DEUX_COLONNES = 860;
const DOUBLE_ECHAP = 500;

class JalonsChat extends LitElement {
  static properties = {
    adresse: {type: String},
    langue: {type: String},
    dir: {type: String, reflect: true},
    pleinEcran: {type: Boolean, attribute: 'plein-ecran', reflect: true},
    t: {state: true},
    bulles: {state: true},
    plan: {state: true},
    droits: {state: true},
    etatDroits: {state: true},
    etat: {state: true},
    saisie: {state: true},
    presence: {state: true},
    saisieHumaine: {state: true},
    demandes: {state: true},
    retard: {state: true},
    note: {state: true},
    onglet: {state: true},
    large: {state: true},
    annonce: {state: true},
    menuOuvert: {state: true},
    dialogue: {state: true},
    brouillon: {state: true},
    reprise: {state: true},
    ferme: {state: true},
    urgenceMasquee: {state: true},
    enBas: {state: true},
    ecoutee: {state: true},
    ecoutables: {state: true},
    dictee: {state: true},
    oreille: {state: true},
    repondue: {state: true},
    file: {state: true},
  };

  static styles = styles;

  constructor() {
    super();
    this.adresse = new URL(import.meta.url).origin;
    this.langue = 'fr';
    this.reset();
    this.onglet = 'conversation';
    this.large = false;
    this.menuOuvert = false;
    this.reprise = false;
    this.ferme = false;
    this.watchEchap = this.watchEchap.bind(this);
    this.watchClick = this.watchClick.bind(this);
    this.leavePage = this.leavePage.bind(this);
  }

  reset() {
    this.bulles = [];
    this.file = [];
    this.plan = null;
    this.resetDroits();
    this.places = new Map();
    this.cles = new Map();
    this.dits = new Map();
    this.etat = 'ouverture';
    this.saisie = false;
    this.presence = null;
    this.saisieHumaine = false;
    this.demandes = [];
    this.retard = false;
    this.note = '';
    this.annonce = false;
    this.dialogue = null;
    this.brouillon = '';
    this.repondue = 0;
    this.urgenceMasquee = null;
    this.enBas = true;
  }

  get direction() {
    return this.dir || this.t?.dir || 'ltr';
  }

  /** Someone may be in danger: nothing that leaves the screen may tell it. */
  get protege() {
    return this.plan?.protege ?? false;
  }

  /** Nothing of this conversation outlives the page. */
  get ephemere() {
    return this.plan?.ephemere ?? false;
  }

  /** What was acknowledged, then what waits on this device. */
  get fil() {
    const recues = this.bulles.map((bulle) => ({
      ...bulle,
      // The server keeps none of the person's words then: this page still shows its own.
      texte: (this.protege && this.dits.get(bulle.seq)) || bulle.texte,
      cle: bulle.client_id ?? this.cles.get(bulle.seq) ?? `seq-${bulle.seq}`,
    }));
    // Who speaks is always said to screen readers, and shown until nobody else has spoken.
    let agent = false;
    for (const [rang, bulle] of recues.entries()) {
      agent ||= bulle.auteur === 'agent';
      bulle.suite = bulle.auteur === 'bot' && rang > 0 && !agent;
    }
    const connues = new Set(recues.map((bulle) => bulle.cle));
    const attente = this.file
      .filter((envoi) => !connues.has(envoi.client_id))
      .map((envoi) => ({
        cle: envoi.client_id,
        auteur: 'usager',
        texte: envoi.texte ?? envoi.libelle,
        attente: this.etat === 'coupee',
      }));
    return [...recues, ...attente];
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('keydown', this.watchEchap);
    document.addEventListener('click', this.watchClick);
    addEventListener('pagehide', this.leavePage);
    this.mesure = new ResizeObserver(([entree]) => {
      this.large = entree.contentRect.width >= LARGEUR_DEUX_COLONNES;
      if (this.large) this.planDroits();
    });
    this.mesure.observe(this);
    this.watchVoix();
    this.open();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.watchEchap);
    document.removeEventListener('click', this.watchClick);
    removeEventListener('pagehide', this.leavePage);
    this.mesure.disconnect();
    this.forgetVoix();
    clearTimeout(this.patience);
    clearTimeout(this.minuterieDroits);
    this.client?.stop();
  }

  /** Wait for the words first: an interface without words helps nobody. */
  async open() {
    this.memoire = new Memoire(this.adresse);
    this.client = new Client(this.adresse, this.memoire);
    this.listenTo(this.client);
    for (let essai = 0; !this.t && this.isConnected; essai += 1) {
      try {
        this.langue = this.memoire.read('langue') ?? this.langue;
        this.client.langue = this.langue;
        this.t = createTextes(await this.client.readInterface(this.langue));
        this.findDictee();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, Math.min(10000, 1000 * 2 ** essai)));
      }
    }
    if (this.client.acces && this.memoire.ancienne) this.reprise = true;
    else this.begin();
  }

  listenTo(client) {
    const on = (nom, action) =>
      client.addEventListener(nom, (evenement) => client === this.client && action(evenement.detail));
    on('bulle', (bulle) => this.addBulle(bulle));
    on('traduite', (bulle) => {
      this.bulles = this.bulles.map((connue) => (connue.seq === bulle.seq ? bulle : connue));
    });
    on('plan', () => this.loadPlan());
    on('saisie', ({actif, qui}) => (qui === 'agent' ? this.showHumain(actif) : this.showSaisie(actif)));
    on('presence', (presence) => this.changePresence(presence));
    on('etat', (etat) => this.changeEtat(etat));
    on('file', () => {
      this.file = [...client.file];
    });
    on('recu', ({client_id, seq, texte}) => {
      this.cles.set(seq, client_id);
      this.dits.set(seq, texte);
    });
    on('refus', ({message}) => {
      this.note = message;
    });
    on('a-jour', () => setTimeout(() => (this.annonce = true), 400));
  }

  async begin() {
    this.reprise = false;
    this.ferme = false;
    this.brouillon = this.memoire.read('brouillon') ?? '';
    this.repondue = this.memoire.read('repondue') ?? 0;
    this.file = [...this.client.file];
    const nouvelle = !this.client.acces;
    while (!this.client.acces && this.isConnected) {
      try {
        await this.client.create(this.t.langue);
      } catch {
        this.etat = 'coupee';
        await new Promise((resolve) => setTimeout(resolve, 2000));
      }
    }
    // A new conversation is read aloud from its first word; a resumed one is not read again.
    if (nouvelle) this.annonce = true;
    await this.client.connect();
    this.loadPlan();
  }

  restart() {
    this.client.stop();
    this.silence();
    this.memoire.clear();
    this.reset();
    this.client = new Client(this.adresse, this.memoire);
    this.client.langue = this.t.langue;
    this.listenTo(this.client);
    this.begin();
    this.updateComplete.then(() => this.renderRoot.querySelector('#message')?.focus());
  }

  changeEtat(etat) {
    if (etat === 'fermee') {
      this.close('ferme.expiree');
      return;
    }
    this.etat = etat;
  }

  close(raison) {
    this.client.stop();
    this.memoire.clear();
    this.reset();
    this.etat = 'fermee';
    this.ferme = raison;
    this.onglet = 'conversation';
    this.updateComplete.then(() => this.renderRoot.querySelector('#titre-ferme')?.focus());
  }

  addBulle(bulle) {
    const derniere = this.bulles.at(-1);
    this.bulles =
      !derniere || derniere.seq < bulle.seq
        ? [...this.bulles, bulle]
        : [...this.bulles, bulle].sort((a, b) => a.seq - b.seq);
    this.suivre = this.enBas || bulle.auteur === 'usager';
    this.calmDown();
    if (bulle.auteur !== 'usager') {
      this.showHumain(false);
      this.stopWaiting();
      this.note = '';
    }
  }

  async loadPlan() {
    if (!this.client.acces) return;
    try {
      const plan = await this.client.readPlan();
      if (plan.protege) this.memoire.protect();
      this.demandes = await this.client.readDemandes();
      this.plan = this.places.size ? keepOrder(this.plan, plan) : plan;
      this.planDroits();
    } catch (erreur) {
      if (erreur.fermee) this.changeEtat('fermee');
    }
  }

  get question() {
    return findQuestion(this.bulles, this.repondue);
  }

  watchEchap(evenement) {
    if (evenement.key !== 'Escape') return;
    // Whatever the first one closes, the second one leaves.
    if (evenement.timeStamp - (this.dernierEchap ?? -Infinity) < DOUBLE_ECHAP) this.quit();
    this.dernierEchap = evenement.timeStamp;
    if (this.menuOuvert) this.closeMenu({rendre: true});
  }

  /** The page closes, or may come back from the browser's own memory: it must show nothing then. */
  leavePage() {
    this.client?.leave();
    this.silence();
    if (this.ephemere) this.close('ferme.effacee');
  }

  watchClick(evenement) {
    if (this.menuOuvert && !evenement.composedPath().some((n) => n.classList?.contains('menu-cadre'))) {
      this.menuOuvert = false;
    }
  }

  updated(changes) {
    const zone = this.renderRoot.querySelector('.defile');
    if (zone && (changes.has('bulles') || changes.has('file') || changes.has('saisie'))) this.follow(zone);
    const dialogue = this.renderRoot.querySelector('dialog');
    if (this.dialogue && dialogue && !dialogue.open) dialogue.showModal();
    if (!this.dialogue && dialogue?.open) dialogue.close();
    const champ = this.renderRoot.querySelector('#message');
    if (champ && changes.has('brouillon')) {
      champ.style.blockSize = 'auto';
      if (champ.value) champ.style.blockSize = `${Math.min(champ.scrollHeight + 2, 144)}px`;
    }
  }

  render() {
    const {t} = this;
    if (!t) return html`<div class="racine attente" aria-busy="true"><slot></slot></div>`;
    return html`<div class="racine ${this.large ? 'large' : ''} ${this.protege ? 'protege' : ''}" lang=${t.langue} dir=${this.direction}>
      ${this.renderBarre()}
      ${this.reprise ? this.renderReprise() : this.ferme ? this.renderFerme() : this.renderColonnes()}
      ${renderDialogue(this)}
    </div>`;
  }

  sendTexte() {
    const texte = this.brouillon.trim();
    if (!texte || texte.length > LIMITE) return;
    this.client.send({texte});
    this.changeBrouillon({target: {value: ''}});
    this.afterSend();
  }

  changeBrouillon(evenement) {
    this.brouillon = evenement.target.value;
    if (this.brouillon) this.memoire.write('brouillon', this.brouillon);
    else this.memoire.forget('brouillon');
    this.tellTyping();
  }

  /** Marking the question answered in the same breath is what makes a double click send once. */
  answer(question, choix, libelle) {
    if (question.seq <= this.repondue) return;
    if (choix.langue) {
      this.answerLangue(question, choix.langue, libelle);
      return;
    }
    this.repondue = question.seq;
    this.memoire.write('repondue', question.seq);
    this.sendChoix(choix, libelle);
    this.updateComplete.then(() => this.renderRoot.querySelector('#reponse')?.focus());
  }

  /** The page first: the question that comes again is then read in this language. */
  async answerLangue(question, langue, libelle) {
    this.repondue = question.seq;
    this.memoire.write('repondue', question.seq);
    await this.changeLangue(langue);
    this.sendChoix({langue}, libelle);
  }

  sendChoix(choix, libelle) {
    const dernier = this.client.file.at(-1);
    if (dernier && JSON.stringify(dernier.choix) === JSON.stringify(choix)) return;
    this.client.send({choix, libelle});
    this.afterSend();
  }

  afterSend() {
    this.suivre = true;
    this.enBas = true;
    this.startPatience();
  }
}

Object.assign(JalonsChat.prototype, vues, gestes, gestesDroits, gestesDirect, gestesEcoute, gestesDictee);
if (!customElements.get('jalons-chat')) customElements.define('jalons-chat', JalonsChat);
