/**
 * What this browser keeps: the access to the dossier, the unsent messages, the draft.
 * Storage may be refused (private window, third-party page): the conversation then lives in memory.
 * So does it once violence was said: nothing of it stays on the device.
 */

const DELAI_REPRISE = 30 * 60 * 1000;
const CLES = ['acces', 'vu', 'file', 'brouillon', 'repondue', 'langue'];

/** A draft may say what one has not dared to send: it goes with the tab. */
const storage = (cle) => (cle === 'brouillon' ? sessionStorage : localStorage);

export class Memoire {
  constructor(base) {
    this.prefixe = `jalons:${base}:`;
    this.secours = new Map();
    this.protegee = false;
    this.takeOver();
  }

  read(cle) {
    let brut = this.secours.get(cle);
    try {
      if (!this.protegee) brut = storage(cle).getItem(this.prefixe + cle) ?? brut;
    } catch {
      /* kept in memory */
    }
    return brut ? JSON.parse(brut) : null;
  }

  write(cle, valeur) {
    const brut = JSON.stringify(valeur);
    this.secours.set(cle, brut);
    if (this.protegee) return;
    try {
      storage(cle).setItem(this.prefixe + cle, brut);
    } catch {
      /* kept in memory */
    }
  }

  forget(cle) {
    this.secours.delete(cle);
    try {
      storage(cle).removeItem(this.prefixe + cle);
    } catch {
      /* nothing was kept */
    }
  }

  get acces() {
    return this.read('acces');
  }

  set acces(acces) {
    this.write('acces', acces);
    this.touch();
  }

  touch() {
    this.write('vu', Date.now());
  }

  /** After half an hour, someone else may be holding the phone: ask before showing anything. */
  get ancienne() {
    return Date.now() - (this.read('vu') ?? 0) > DELAI_REPRISE;
  }

  /** Violence was said: the device forgets, the open page goes on. */
  protect() {
    if (this.protegee) return;
    const gardees = CLES.map((cle) => [cle, this.read(cle)]);
    this.clear();
    for (const [cle, valeur] of gardees) if (valeur !== null) this.secours.set(cle, JSON.stringify(valeur));
    this.protegee = true;
  }

  /** From the page of a private link to the chat, without leaving anything behind. */
  handOver(acces) {
    try {
      sessionStorage.setItem(`${this.prefixe}passage`, JSON.stringify(acces));
    } catch {
      /* the link can be opened again */
    }
  }

  takeOver() {
    try {
      const acces = sessionStorage.getItem(`${this.prefixe}passage`);
      if (!acces) return;
      sessionStorage.removeItem(`${this.prefixe}passage`);
      this.clear();
      this.protegee = true;
      this.acces = JSON.parse(acces);
    } catch {
      /* nothing was handed over */
    }
  }

  clear() {
    for (const cle of CLES) this.forget(cle);
    this.protegee = false;
  }
}
