/**
 * Reading aloud, with the voices of this device alone: nothing is sent anywhere.
 * A button, never by itself; where no voice of the device speaks the language, there is no button.
 */

import {nothing} from './vendor/lit.js';
import {html} from './isolats.js';
import {renderIcone} from './gabarits.js';

const PIECE = /\u2066([^\u2069]*)\u2069/;
const CALME = 1500; // a new bubble is announced first: its button comes after, without a word

const parleur = () => globalThis.speechSynthesis;
const base = (langue) => langue.toLowerCase().split(/[-_]/)[0];

export function findVoix(langue) {
  const voix = parleur()?.getVoices() ?? [];
  return voix.find((une) => une.localService && base(une.lang) === base(langue));
}

/** What is French in a translated text is read by a French voice, where there is one. */
function cutPieces(texte, langue) {
  return texte
    .split(PIECE)
    .map((morceau, rang) => ({morceau: morceau.trim(), voix: (rang % 2 && findVoix('fr')) || findVoix(langue)}))
    .filter(({morceau, voix}) => voix && /[\p{L}\p{N}]/u.test(morceau));
}

export const gestesEcoute = {
  /** Voices may come long after the page. */
  watchVoix() {
    this.arrivee = () => this.requestUpdate();
    parleur()?.addEventListener?.('voiceschanged', this.arrivee);
  },

  forgetVoix() {
    this.silence();
    parleur()?.removeEventListener?.('voiceschanged', this.arrivee);
    clearTimeout(this.calme);
  },

  /** A second press stops; another message stops this one. */
  toggleEcoute(cle, texte, langue) {
    const meme = this.ecoutee === cle;
    this.hush();
    if (!meme) this.readAloud(cle, cutPieces(texte, langue));
  },

  readAloud(cle, pieces) {
    this.ecoutee = cle;
    for (const {morceau, voix} of pieces) {
      const dite = new SpeechSynthesisUtterance(morceau);
      dite.voice = voix;
      dite.lang = voix.lang;
      dite.onerror = () => this.ecoutee === cle && this.hush();
      dite.onend = () => {
        if (this.ecoutee === cle && dite === this.derniere) this.ecoutee = null;
      };
      this.derniere = dite;
      parleur().speak(dite);
    }
  },

  /** Only what this page reads: others may be speaking. */
  hush() {
    if (!this.ecoutee) return;
    this.ecoutee = null;
    parleur().cancel();
  },

  /** The page is left: some browsers would go on speaking, and hearing. */
  silence() {
    this.hush();
    this.dictee?.abort();
  },

  /** Bubbles up to this one may show their button. */
  calmDown() {
    clearTimeout(this.calme);
    this.calme = setTimeout(() => {
      this.ecoutables = this.bulles.at(-1)?.seq ?? 0;
    }, CALME);
  },
};

/** `de`: the element that names what is read, for who does not see it. */
export function renderEcoute(hote, cle, texte, langue, de = '') {
  if (!findVoix(langue)) return nothing;
  const {t} = hote;
  const lue = hote.ecoutee === cle;
  return html`<button type="button" class="lien-bouton ecoute" id="ecoute-${cle}"
    aria-labelledby="ecoute-${cle} ${de}" @click=${() => hote.toggleEcoute(cle, texte, langue)}>
    ${renderIcone(t, lue ? 'silence' : 'ecoute')}<span>${t(lue ? 'ecoute.arreter' : 'ecoute.ecouter')}</span>
  </button>`;
}
