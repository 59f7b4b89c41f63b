/** Where the person lives: what tells which offices are theirs. */

import {nothing} from './vendor/lit.js';
import {html} from './isolats.js';
import {renderIcone} from './gabarits.js';

const COMMUNES_EN_BOUTONS = 8;

export function renderLieu(hote, plan) {
  const {t, lieuRefus} = hote;
  return html`<form class="lieu ecran" novalidate @submit=${(e) => hote.setLieu(e)}>
    <label for="lieu">${t('plan.lieu')}</label>
    <p class="groupe-aide" id="lieu-aide">${t('plan.lieu_aide')}</p>
    <p class="lieu-refus" id="lieu-refus" role="alert">${lieuRefus
      ? html`${renderIcone(t, 'alerte')}<span>${lieuRefus}</span>`
      : nothing}</p>
    <div class="lieu-ligne">
      <input id="lieu" name="lieu" type="text" autocomplete="postal-code" maxlength="80"
        .value=${plan.territoire?.saisie ?? ''} aria-describedby="lieu-aide lieu-refus"
        aria-invalid=${lieuRefus ? 'true' : nothing} />
      <button class="bouton">${t('plan.lieu_garder')}</button>
    </div>
    ${plan.territoire?.question ? renderCommune(hote, plan.territoire) : nothing}
    ${plan.territoire?.note ? html`<p>${plan.territoire.note}</p>` : nothing}
  </form>`;
}

/** The département is not enough: which commune? A few are buttons, many are a list. */
function renderCommune(hote, {question, communes}) {
  const {t} = hote;
  const peu = communes.length <= COMMUNES_EN_BOUTONS;
  return html`<section class="commune" aria-labelledby="commune">
    <h3 id="commune" tabindex="-1">${renderIcone(t, 'lieu')}<span>${t('plan.commune')}</span></h3>
    <p>${question}</p>
    ${peu
      ? html`<ul class="puces">
          ${communes.map(
            ({nom, lieu}) => html`<li>
              <button type="button" class="puce" @click=${() => hote.keepLieu(lieu)}><bdi>${nom}</bdi></button>
            </li>`,
          )}
        </ul>`
      : html`<select aria-labelledby="commune" @change=${(e) => e.target.value && hote.keepLieu(e.target.value)}>
          <option value="">${t('plan.commune_choisir')}</option>
          ${communes.map(({nom, lieu}) => html`<option value=${lieu}>${nom}</option>`)}
        </select>`}
  </section>`;
}
