/**
 * What this browser keeps: the access to the dossier, the unsent messages, the draft.
 * Storage may be refused (private window, third-party page): the conversation then lives in memory.
 */

const DELAI_REPRISE = 30 * 60 * 1000;

export class Memoire {
  constructor(base) {
    this.prefixe = `jalons:${base}:`;
    this.secours = new Map();
  }

  read(cle) {
    try {
      const brut = localStorage.getItem(this.prefixe + cle) ?? this.secours.get(cle);
      return brut ? JSON.parse(brut) : null;
    } catch {
      const brut = this.secours.get(cle);
      return brut ? JSON.parse(brut) : null;
    }
  }

  write(cle, valeur) {
    const brut = JSON.stringify(valeur);
    this.secours.set(cle, brut);
    try {
      localStorage.setItem(this.prefixe + cle, brut);
    } catch {
      /* kept in memory */
    }
  }

  forget(cle) {
    this.secours.delete(cle);
    try {
      localStorage.removeItem(this.prefixe + cle);
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

  clear() {
    for (const cle of ['acces', 'vu', 'file', 'brouillon', 'repondue']) this.forget(cle);
  }
}
