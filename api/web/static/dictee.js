/**
 * Dictation, only where the browser hears on the device itself. Most send the voice to a company:
 * those offer no button here. What is dictated is written in the field; the person sends it.
 */

import {nothing} from './vendor/lit.js';
import {html} from './isolats.js';
import {renderIcone} from './gabarits.js';

const Oreille = () => globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

/** « fr », then as the person's browser says it, then where most people speak it. */
function listTags(langue) {
  const code = langue.split('-')[0];
  const entiere = new Intl.Locale(code).maximize();
  const siennes = navigator.languages.filter((tag) => tag.split('-')[0] === code);
  return [...new Set([...siennes, `${code}-${entiere.region}`, code])];
}

/** The tag under which this device hears a language by itself; null when it does not. */
export async function findOreille(langue) {
  const oreille = Oreille();
  if (typeof oreille?.available !== 'function' || !('processLocally' in oreille.prototype)) return null;
  for (const tag of listTags(langue)) {
    try {
      const etat = await oreille.available({langs: [tag], processLocally: true});
      if (etat === 'available') return tag;
    } catch {
      /* this browser does not know how to answer */
    }
  }
  return null;
}

export const gestesDictee = {
  async findDictee() {
    this.oreille = null;
    this.oreille = await findOreille(this.t.langue);
  },

  toggleDictee() {
    if (this.dictee) this.dictee.stop();
    else this.dictate();
  },

  dictate() {
    const dictee = new (Oreille())();
    dictee.lang = this.oreille;
    dictee.processLocally = true;
    dictee.continuous = true;
    dictee.onresult = ({results, resultIndex}) => {
      for (const entendu of [...results].slice(resultIndex)) {
        if (entendu.isFinal) this.addDicte(entendu[0].transcript);
      }
    };
    dictee.onerror = ({error}) => {
      if (error === 'not-allowed' || error === 'audio-capture') this.note = this.t('dictee.refusee');
    };
    dictee.onend = () => {
      this.dictee = null;
    };
    this.hush(); // it would hear itself
    this.note = '';
    this.dictee = dictee;
    dictee.start();
  },

  addDicte(texte) {
    const value = [this.brouillon.trimEnd(), texte.trim()].filter(Boolean).join(' ');
    this.changeBrouillon({target: {value}});
  },
};

export function renderDictee(hote) {
  const {t, dictee, oreille} = hote;
  if (!oreille) return nothing;
  return html`<button type="button" class="bouton dictee" aria-pressed=${dictee ? 'true' : 'false'}
      @click=${() => hote.toggleDictee()}>
      ${renderIcone(t, 'micro')}<span class="hors-vue">${t('dictee.dicter')}</span>
    </button>
    <span class="dictee-note" role="status">${dictee ? t('dictee.en_cours') : ''}</span>`;
}
