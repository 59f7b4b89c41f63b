/**
 * <bureau-conversation>: what the server drew comes by itself, and sending needs no reload.
 * Inside a page that already holds the desk's stream (body[data-flux]) it listens to that one.
 */

const SILENCE = 8000; // « is writing » is believed no longer
const RAPPEL = 4000; // and is said no oftener
const REPRISE = 3000;
const NATURES = ['file', 'bulle', 'traduit', 'saisie', 'plan', 'presence'];

class BureauConversation extends HTMLElement {
  connectedCallback() {
    this.api = `/api/v1/bureau/demandes/${encodeURIComponent(this.dataset.reference)}`;
    this.formulaire = this.querySelector('form.ecrire');
    this.champ = this.formulaire?.querySelector('textarea');
    this.formulaire?.addEventListener('submit', (e) => this.send(e));
    this.champ?.addEventListener('input', () => this.tellTyping());
    this.champ?.addEventListener('keydown', (e) => {
      if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) this.formulaire.requestSubmit();
    });
    this.entendre = (e) => this.hear(e.type, e.detail ?? e.data);
    if (document.body.dataset.flux) {
      this.source = document.body;
    } else {
      this.flux = new EventSource('/api/v1/bureau/flux');
      this.flux.onopen = () => this.showCut(false);
      this.flux.onerror = () => this.showCut(true);
      this.source = this.flux;
    }
    for (const nature of NATURES) this.source.addEventListener(nature, this.entendre);
    this.scrollToEnd();
  }

  disconnectedCallback() {
    for (const nature of NATURES) this.source.removeEventListener(nature, this.entendre);
    this.flux?.close();
    clearTimeout(this.minuterie);
  }

  /** Ids only come by the stream: what they name is read afterwards, where access is checked. */
  hear(nature, detail) {
    const donnees = typeof detail === 'string' ? JSON.parse(detail) : (detail ?? {});
    if (donnees.reference && donnees.reference !== this.dataset.reference) return;
    if (nature === 'saisie') this.showTyping(donnees.actif);
    else this.refresh();
  }

  /** One reading at a time; what is asked meanwhile is read just after. */
  async refresh() {
    if (this.lecture) {
      this.encore = true;
      return;
    }
    this.lecture = true;
    try {
      do {
        this.encore = false;
        await this.read();
      } while (this.encore);
      this.showCut(false);
    } catch {
      this.showCut(true);
      setTimeout(() => this.refresh(), REPRISE);
    } finally {
      this.lecture = false;
    }
  }

  /** What is new, and what was drawn before its translation came. */
  async read() {
    const attendue = this.querySelector('.fil [data-attendue]')?.dataset.seq ?? Infinity;
    const apres = Math.min(this.dataset.dernier, attendue - 1);
    const reponse = await fetch(`${this.dataset.page}/fil?apres=${apres}`, {cache: 'no-store'});
    if ([401, 403, 404].includes(reponse.status)) return location.reload();
    if (!reponse.ok) throw new Error(String(reponse.status));
    const neuf = new DOMParser().parseFromString(await reponse.text(), 'text/html').querySelector('.suite');
    if (!neuf) return location.reload(); // the session waits for a code
    if (neuf.dataset.direct !== this.dataset.direct && !this.champ?.value) return location.reload();
    this.querySelector('.etat-direct').replaceWith(neuf.querySelector('.etat-direct'));
    const fil = this.querySelector('.fil');
    for (const bulle of neuf.querySelectorAll('li')) {
      const connue = fil.querySelector(`[data-seq="${bulle.dataset.seq}"]`);
      if (connue && 'attendue' in connue.dataset) connue.replaceWith(bulle);
      if (connue) continue;
      fil.append(bulle);
      if (bulle.classList.contains('usager')) this.showTyping(false);
    }
    this.dataset.dernier = neuf.dataset.dernier;
    this.scrollToEnd();
  }

  /** The same client_id until the server has it: nothing is lost, nothing is doubled. */
  async send(evenement) {
    evenement.preventDefault();
    const texte = this.champ.value.trim();
    if (!texte || this.envoi) return;
    this.envoi = true;
    const client = this.formulaire.querySelector('[name=client_id]');
    try {
      const reponse = await this.post('/messages', {client_id: client.value, texte});
      if (reponse.status >= 400 && reponse.status < 500) {
        this.formulaire.submit(); // the page says why, and gives the words back
        return;
      }
      if (!reponse.ok) throw new Error(String(reponse.status));
      client.value = crypto.randomUUID?.() ?? client.value.replace(/^.{8}/, () => Date.now().toString(16).slice(-8));
      this.champ.value = '';
      this.ditLe = 0;
      this.refresh();
    } catch {
      this.showCut(true);
      setTimeout(() => this.formulaire.requestSubmit(), REPRISE);
    } finally {
      this.envoi = false;
    }
  }

  tellTyping() {
    const actif = Boolean(this.champ.value);
    const maintenant = Date.now();
    if (actif && maintenant - (this.ditLe ?? 0) < RAPPEL) return;
    this.ditLe = actif ? maintenant : 0;
    this.post('/saisie', {actif}).catch(() => {});
  }

  post(chemin, corps) {
    return fetch(this.api + chemin, {
      method: 'POST',
      headers: {'Content-Type': 'application/json', 'X-Jalons-Formulaire': this.dataset.jeton},
      body: JSON.stringify(corps),
    });
  }

  showTyping(actif) {
    clearTimeout(this.minuterie);
    this.querySelector('.frappe').hidden = !actif;
    if (actif) this.minuterie = setTimeout(() => this.showTyping(false), SILENCE);
  }

  showCut(coupee) {
    this.querySelector('.coupee').hidden = !coupee;
  }

  scrollToEnd() {
    const journal = this.querySelector('[role=log]');
    journal.scrollTop = journal.scrollHeight;
  }
}

if (!customElements.get('bureau-conversation')) customElements.define('bureau-conversation', BureauConversation);
