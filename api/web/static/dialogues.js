/** Menu and dialogs. Native <dialog>: focus goes in, stays in, and comes back. */

import {nothing} from './vendor/lit.js';
import {html} from './isolats.js';
import {renderIcone} from './gabarits.js';
import {renderReponse, toQuestion} from './reponse.js';

export function renderMenu(hote) {
  const {t} = hote;
  const item = (icone, cle, action) => html`<li><button type="button" @click=${() => {
    hote.closeMenu();
    action();
  }}>${renderIcone(t, icone)}<span>${t(cle)}</span></button></li>`;
  const lien = (icone, cle, chemin) => html`<li><a href=${hote.client.base + chemin} target=${hote.pleinEcran ? nothing : '_blank'}
    rel="noopener">${renderIcone(t, icone)}<span>${t(cle)}</span></a></li>`;
  return html`<div class="menu-cadre">
    <button type="button" class="bouton-barre" id="bouton-menu" aria-expanded=${hote.menuOuvert ? 'true' : 'false'}
      aria-controls="menu" @click=${hote.toggleMenu}>
      ${renderIcone(t, hote.menuOuvert ? 'fermer' : 'menu')}<span>${t('menu.titre')}</span>
    </button>
    <ul id="menu" class="menu" role="list" ?hidden=${!hote.menuOuvert}>
      ${hote.ferme ? nothing : html`
        ${item('plan', 'menu.plan', () => hote.showPlan())}
        ${item('lien', 'menu.lien', () => hote.openDialogue('lien'))}
        ${hote.protege
          ? item('fichier', 'menu.numeros', () => hote.download('plan.pdf'))
          : html`${item('imprimer', 'menu.imprimer', () => hote.print())}
              ${item('fichier', 'menu.pdf', () => hote.download('plan.pdf'))}
              ${item('calendrier', 'menu.calendrier', () => hote.download('plan.ics'))}`}
        ${item('effacer', 'menu.effacer', () => hote.openDialogue('effacer'))}`}
      ${lien('cadenas', 'menu.confidentialite', '/confidentialite')}
      ${lien('autre', 'menu.accessibilite', '/accessibilite')}
      ${lien('papiers', 'menu.sans_js', '/sans-js')}
    </ul>
  </div>`;
}

function renderLien(hote) {
  const {t} = hote;
  const {adresse, copie} = hote.dialogue;
  return html`<p>${t(hote.ephemere ? 'lien.protege' : 'lien.explication')}</p>
    <p class="doute">${renderIcone(t, 'cadenas')}<span>${t('lien.attention')}</span></p>
    ${adresse
      ? html`<label for="adresse-lien">${t('lien.adresse')}</label>
          <input id="adresse-lien" class="adresse-lien" readonly dir="ltr" .value=${adresse} @focus=${(e) => e.target.select()} />
          <div class="actions">
            <button type="button" class="bouton plein" @click=${() => hote.copyLien()}>${renderIcone(t, 'copier')}<span>${t('lien.copier')}</span></button>
            <button type="button" class="bouton" @click=${() => hote.revokeLiens()}>${renderIcone(t, 'effacer')}<span>${t('lien.revoquer')}</span></button>
          </div>`
      : html`<div class="actions">
          <button type="button" class="bouton plein" autofocus @click=${() => hote.createLien()}>${renderIcone(t, 'lien')}<span>${t(hote.ephemere ? 'lien.creer_averti' : 'lien.creer')}</span></button>
          ${hote.ephemere ? nothing : html`<button type="button" class="bouton" @click=${() => hote.revokeLiens()}>${renderIcone(t, 'effacer')}<span>${t('lien.revoquer')}</span></button>`}
        </div>`}
    <p class="retour" role="status">${copie ?? ''}</p>`;
}

function renderEffacer(hote) {
  const {t} = hote;
  return html`<p>${t('effacer.explication')}</p>
    ${hote.protege ? nothing : html`<p>${t('effacer.definitif')}</p>`}
    <div class="actions">
      <button type="button" class="bouton" autofocus @click=${() => hote.closeDialogue()}>${t('effacer.annuler')}</button>
      <button type="button" class="bouton danger" @click=${() => hote.deleteDossier()}>${renderIcone(t, 'effacer')}<span>${t('effacer.confirmer')}</span></button>
    </div>
    <p class="retour" role="alert">${hote.dialogue.erreur ?? ''}</p>`;
}

function renderQuestion(hote) {
  const {t} = hote;
  const {question} = hote.dialogue;
  if (!question) return html`<p role="status">${hote.dialogue.erreur ?? t('dialogue.attente')}</p>`;
  return html`${question.pourquoi ? html`<p class="aide">${question.pourquoi}</p>` : nothing}
    ${renderReponse(hote, toQuestion(question), (choix, libelle) => hote.answerDialogue(choix, libelle), {prefixe: 'dialogue'})}`;
}

const CONTENUS = {lien: renderLien, effacer: renderEffacer, question: renderQuestion};

export function renderDialogue(hote) {
  const {t} = hote;
  const {dialogue} = hote;
  const titre = dialogue?.question?.question ?? (dialogue ? t(`dialogue.${dialogue.nom}`) : '');
  return html`<dialog class="dialogue" aria-labelledby="titre-dialogue" @close=${hote.dialogueClosed}>
    ${dialogue
      ? html`<div class="dialogue-tete">
            <h2 id="titre-dialogue" tabindex="-1">${titre}</h2>
            <button type="button" class="bouton-fermer" @click=${() => hote.closeDialogue()}>
              ${renderIcone(t, 'fermer')}<span class="hors-vue">${t('dialogue.fermer')}</span>
            </button>
          </div>
          ${CONTENUS[dialogue.nom](hote)}`
      : nothing}
  </dialog>`;
}
