/**
 * Transport: messages go up by POST and come down by SSE.
 * A message stays in the queue, on this device, until the server has acknowledged it; it is sent
 * again with the same client_id, so nothing is lost and nothing is doubled.
 */

const DELAI_MAX = 15000;
const DELAI_REQUETE = 20000;

export class RefusServeur extends Error {
  constructor(statut, detail) {
    super(detail?.[0]?.message ?? `HTTP ${statut}`);
    this.statut = statut;
    this.detail = detail;
  }

  get fermee() {
    return [401, 403, 404, 410].includes(this.statut);
  }

  get definitive() {
    return this.statut >= 400 && this.statut < 500 && ![408, 425, 429].includes(this.statut);
  }
}

export function createId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const octets = crypto.getRandomValues(new Uint8Array(16));
  octets[6] = (octets[6] & 0x0f) | 0x40;
  octets[8] = (octets[8] & 0x3f) | 0x80;
  const hexa = [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join('');
  return hexa.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export class Client extends EventTarget {
  constructor(base, memoire) {
    super();
    this.base = base;
    this.memoire = memoire;
    this.acces = memoire.acces;
    this.file = memoire.read('file') ?? [];
    this.seq = 0;
    this.essais = 0;
    this.essaisEnvoi = 0;
    this.arrete = false;
    this.recues = new Set();
    this.attendues = new Set();
    this.retenues = [];
    this.wake = () => document.visibilityState === 'visible' && this.reconnect();
    this.lose = () => this.signal('etat', 'coupee');
    addEventListener('online', this.wake);
    addEventListener('offline', this.lose);
    document.addEventListener('visibilitychange', this.wake);
  }

  signal(nom, detail) {
    this.dispatchEvent(new CustomEvent(nom, {detail}));
  }

  async call(methode, chemin, corps) {
    const entetes = {Accept: 'application/json'};
    if (this.langue) entetes['Accept-Language'] = this.langue;
    if (corps !== undefined) entetes['Content-Type'] = 'application/json';
    if (this.acces) entetes.Authorization = `Bearer ${this.acces.jeton}`;
    const abandon = new AbortController();
    const minuterie = setTimeout(() => abandon.abort(), DELAI_REQUETE);
    try {
      const reponse = await fetch(`${this.base}/api/v1${chemin}`, {
        method: methode,
        headers: entetes,
        body: corps === undefined ? undefined : JSON.stringify(corps),
        signal: abandon.signal,
        credentials: 'omit',
        cache: 'no-store',
      });
      const contenu = reponse.status === 204 ? null : await reponse.json().catch(() => null);
      if (!reponse.ok) throw new RefusServeur(reponse.status, contenu?.detail);
      return contenu;
    } finally {
      clearTimeout(minuterie);
    }
  }

  get dossier() {
    return `/dossiers/${encodeURIComponent(this.acces.dossier)}`;
  }

  get conversation() {
    return `/conversations/${encodeURIComponent(this.acces.conversation)}`;
  }

  async create(langue) {
    const {id, conversation, jeton} = await this.call('POST', '/dossiers', {langue});
    this.acces = {dossier: id, conversation, jeton};
    this.memoire.acces = this.acces;
  }

  async connect() {
    if (this.arrete || this.connexion) return;
    this.connexion = true;
    try {
      await this.catchUp();
      const {billet} = await this.call('POST', `${this.dossier}/billet`);
      if (!this.arrete) this.listen(billet);
    } catch (erreur) {
      this.connexion = false;
      this.fail(erreur);
      return;
    }
    this.connexion = false;
    this.flush();
  }

  listen(billet) {
    this.flux?.close();
    const question = new URLSearchParams({billet, depuis: String(this.seq)});
    const flux = new EventSource(`${this.base}/api/v1${this.conversation}/flux?${question}`);
    this.flux = flux;
    flux.onopen = () => {
      this.essais = 0;
      this.signal('etat', 'en-ligne');
      this.signal('presence', null); // the server says at once when somebody is there
      this.readTraduites();
    };
    flux.addEventListener('presence', (e) => this.signal('presence', JSON.parse(e.data)));
    flux.addEventListener('bulle', (evenement) => this.receive(JSON.parse(evenement.data)));
    flux.addEventListener('traduit', () => this.readTraduites());
    flux.addEventListener('plan', () => this.signal('plan'));
    flux.addEventListener('saisie', (e) => this.signal('saisie', JSON.parse(e.data)));
    flux.onerror = () => {
      // The browser would retry with the same ticket, which has expired: open anew instead.
      flux.close();
      if (this.flux === flux) this.fail();
    };
  }

  /** Also what keeps the conversation alive where a proxy cuts every stream. */
  async catchUp() {
    const {messages} = await this.call('GET', `${this.conversation}/messages?depuis=${this.seq}`);
    for (const bulle of messages) this.receive(bulle);
    this.memoire.touch();
    this.signal('a-jour');
  }

  /** Bubbles shown before the translation of an agent's words came are read again. */
  async readTraduites() {
    if (!this.attendues.size) return;
    const depuis = Math.min(...this.attendues) - 1;
    const lues = await this.call('GET', `${this.conversation}/messages?depuis=${depuis}`).catch(() => null);
    for (const bulle of lues?.messages ?? []) {
      if (!this.attendues.has(bulle.seq) || bulle.attendue) continue;
      this.attendues.delete(bulle.seq);
      this.signal('traduite', bulle);
    }
  }

  fail(erreur) {
    if (this.arrete) return;
    if (erreur?.fermee) {
      this.signal('etat', 'fermee');
      return;
    }
    this.signal('etat', 'coupee');
    clearTimeout(this.minuterie);
    this.minuterie = setTimeout(() => this.connect(), this.waitTime(this.essais));
    this.essais += 1;
  }

  /** Longer each time, and never all the phones of a town at the same instant. */
  waitTime(essais) {
    return Math.min(DELAI_MAX, 1000 * 2 ** essais) * (0.75 + Math.random() / 2);
  }

  reconnect() {
    if (!this.acces || this.arrete) return;
    clearTimeout(this.minuterie);
    this.essais = 0;
    if (this.flux?.readyState === EventSource.OPEN) {
      this.catchUp().then(() => this.flush(), () => this.fail());
    } else {
      this.connect();
    }
  }

  receive(bulle) {
    // Our own message may come back by the stream before its POST is answered: wait to pair them.
    if (bulle.auteur === 'usager' && this.envoi) {
      this.retenues.push(bulle);
      return;
    }
    this.seq = Math.max(this.seq, bulle.seq);
    if (this.recues.has(bulle.seq)) return;
    this.recues.add(bulle.seq);
    if (bulle.attendue) this.attendues.add(bulle.seq);
    this.memoire.touch();
    this.signal('bulle', bulle);
  }

  send(message) {
    const envoi = {client_id: createId(), ...message, le: new Date().toISOString()};
    this.file = [...this.file, envoi];
    this.memoire.write('file', this.file);
    this.signal('file');
    this.flush();
    return envoi.client_id;
  }

  async flush() {
    if (this.envoi || this.arrete || !this.acces) return;
    this.envoi = true;
    try {
      while (this.file.length && !this.arrete) await this.post(this.file[0]);
      this.essaisEnvoi = 0;
    } catch (erreur) {
      this.delay(erreur);
    } finally {
      this.envoi = false;
      for (const bulle of this.retenues.splice(0)) this.receive(bulle);
    }
  }

  /** A server that refuses one message for now must not be knocked at every second. */
  delay(erreur) {
    if (!(erreur instanceof RefusServeur) || erreur.fermee) {
      this.fail(erreur);
      return;
    }
    this.signal('etat', 'coupee');
    clearTimeout(this.minuterieEnvoi);
    this.minuterieEnvoi = setTimeout(() => this.flush(), this.waitTime(this.essaisEnvoi));
    this.essaisEnvoi += 1;
  }

  async post({client_id, texte, choix, libelle}) {
    try {
      const corps = choix ? {client_id, choix} : {client_id, texte};
      const {seq} = await this.call('POST', `${this.conversation}/messages`, corps);
      this.signal('recu', {client_id, seq, texte: texte ?? libelle});
      this.signal('etat', 'en-ligne');
    } catch (erreur) {
      if (!erreur.definitive || erreur.fermee) throw erreur;
      this.signal('refus', {client_id, message: erreur.message});
    }
    this.file = this.file.filter((envoi) => envoi.client_id !== client_id);
    this.memoire.write('file', this.file);
    this.signal('file');
  }

  async setLangue(langue) {
    this.langue = langue;
    if (this.acces) await this.call('PUT', `${this.dossier}/langue`, {langue});
  }

  /** Read everything again, from the first message. */
  replay() {
    this.flux?.close();
    this.seq = 0;
    this.recues.clear();
    this.attendues.clear();
    this.retenues = [];
    return this.connect();
  }

  readInterface(langue) {
    return this.call('GET', `/interface?langue=${encodeURIComponent(langue)}`);
  }

  async readPlan() {
    const plan = await this.call('GET', `${this.dossier}/plan`);
    const titres = Object.fromEntries(plan.moments.map(({id, titre}) => [id, titre]));
    const protege = plan.protege || plan.moments.some((moment) => moment.protege);
    return {...plan, moments: Object.keys(titres), titres, protege};
  }

  /** To a human alone: the server tells nobody else, and keeps nothing. */
  tellTyping(actif) {
    this.call('POST', `${this.conversation}/saisie`, {actif}).catch(() => {});
  }

  async readDemandes() {
    return (await this.call('GET', `${this.dossier}/escalades`)).demandes;
  }

  readDroits() {
    return this.call('GET', `${this.dossier}/droits`);
  }

  async readQuestion(fait) {
    return {fait, ...(await this.call('GET', `/faits/${encodeURIComponent(fait)}`))};
  }

  setLieu(lieu) {
    return this.call('PUT', `${this.dossier}/lieu`, {lieu});
  }

  tickEtape(etape, faite) {
    return this.call('PUT', `${this.dossier}/etapes/${encodeURIComponent(etape)}`, {faite});
  }

  createLien({averti = false} = {}) {
    return this.call('POST', `${this.dossier}/liens`, {averti});
  }

  revokeLiens() {
    return this.call('DELETE', `${this.dossier}/liens`);
  }

  deleteDossier() {
    return this.call('DELETE', this.dossier);
  }

  /** The server erases what may not outlive the page. A page that closes can send no header. */
  leave() {
    if (!this.acces) return;
    const adresse = `${this.base}/api/v1${this.dossier}/quitter`;
    const {jeton} = this.acces;
    if (navigator.sendBeacon?.(adresse, jeton)) return;
    fetch(adresse, {method: 'POST', body: jeton, keepalive: true, mode: 'no-cors'}).catch(() => {});
  }

  async fileAddress(nom) {
    const {billet} = await this.call('POST', `${this.dossier}/billet`);
    return `${this.base}/api/v1${this.dossier}/${nom}?${new URLSearchParams({billet})}`;
  }

  stop() {
    this.arrete = true;
    clearTimeout(this.minuterie);
    clearTimeout(this.minuterieEnvoi);
    this.flux?.close();
    removeEventListener('online', this.wake);
    removeEventListener('offline', this.lose);
    document.removeEventListener('visibilitychange', this.wake);
  }
}
