/** Answers and composer. */

import {css} from './vendor/lit.js';

export const reponse = css`
  /* answers */
  .reponse {
    margin-block-start: 0.8em;
    display: grid;
    gap: 0.8em;
    border-radius: 10px;
  }
  .reponse.vide {
    margin: 0;
    min-block-size: 1px;
  }
  .choix {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .bouton {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    min-block-size: 44px;
    padding: 0.4em 1em;
    border: 1.5px solid var(--j-primaire);
    border-radius: 12px;
    background: var(--j-surface);
    color: var(--j-primaire);
    font-weight: 600;
    line-height: 1.3;
    text-align: start;
    cursor: pointer;
  }
  .bouton:hover {
    background: var(--j-primaire-clair);
  }
  .bouton.plein {
    background: var(--j-primaire);
    color: var(--j-sur-primaire);
  }
  .bouton.plein:hover {
    background: var(--j-primaire-vif);
  }
  .bouton.danger {
    border-color: var(--j-urgence);
    background: var(--j-urgence);
    color: var(--j-surface);
  }
  .choix-bouton {
    font-weight: 500;
  }
  .issues {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1.1em;
  }
  .lien-bouton {
    min-block-size: 44px;
    padding: 0 0.1em;
    border: 0;
    background: none;
    color: var(--j-primaire);
    text-decoration: underline;
    text-underline-offset: 0.2em;
    cursor: pointer;
  }
  .aide {
    font-size: 0.92em;
    color: var(--j-encre-douce);
  }
  .ligne {
    display: grid;
    gap: 0.35em;
  }
  .ligne-champ {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0.5em;
  }
  .ligne-champ > div {
    display: grid;
    gap: 0.2em;
    font-size: 0.92em;
  }
  input:not([type='checkbox']),
  select,
  textarea {
    min-block-size: 44px;
    max-inline-size: 100%;
    padding: 0.4em 0.7em;
    border: 1.5px solid var(--j-trait-fort);
    border-radius: 10px;
    background: var(--j-surface);
    font-size: 1em;
  }
  input[type='number'] {
    inline-size: 7em;
  }
  .mois summary {
    display: list-item;
    min-block-size: 44px;
    padding-block: 0.55em;
    color: var(--j-primaire);
    cursor: pointer;
  }
  .cases {
    display: grid;
    gap: 0.4em;
    margin-block: 0.4em 0.7em;
  }
  .case {
    display: flex;
    align-items: center;
    gap: 0.7em;
    min-block-size: 44px;
    padding: 0.4em 0.8em;
    border: 1.5px solid var(--j-trait-fort);
    border-radius: 12px;
    background: var(--j-surface);
    cursor: pointer;
  }
  .case input {
    inline-size: 1.4em;
    block-size: 1.4em;
    margin: 0;
    flex: none;
    accent-color: var(--j-primaire);
  }
  .case:has(input:checked) {
    border-color: var(--j-primaire);
    background: var(--j-primaire-clair);
  }

  /* composer */
  .etat {
    display: flex;
    gap: 0.5em;
    align-items: center;
    padding: 0.5em 0.9em;
    border-block-start: 1px solid var(--j-trait);
    background: var(--j-doute-clair);
    color: var(--j-doute);
    font-size: 0.92em;
  }
  .etat.vide {
    padding: 0;
    border: 0;
    background: none;
  }
  .pied {
    display: grid;
    gap: 0.5em;
    padding: 0.6em 0.75em;
    background: var(--j-surface);
    border-block-start: 1px solid var(--j-trait);
  }
  .bouton.humain {
    justify-self: start;
    border-color: var(--j-agent);
    color: var(--j-agent);
  }
  .bouton.humain:hover {
    background: var(--j-agent-clair);
  }
  .composeur {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0.5em;
  }
  .composeur textarea {
    flex: 1 1 10em;
    min-inline-size: 0;
    inline-size: 100%;
    max-block-size: 9em;
    line-height: 1.4;
    resize: none;
  }
  .composeur textarea::placeholder {
    color: var(--j-encre-douce);
    opacity: 1;
  }
  .dictee {
    padding: 0;
    inline-size: 44px;
  }
  .dictee[aria-pressed='true'] {
    background: var(--j-urgence);
    color: var(--j-surface);
  }
  .dictee-note {
    flex-basis: 100%;
    font-size: 0.88em;
  }
  .dictee-note:empty {
    display: none;
  }
  .compteur {
    flex-basis: 100%;
    font-size: 0.88em;
    color: var(--j-encre-douce);
  }
  .compteur:empty {
    display: none;
  }
  .compteur.trop {
    color: var(--j-urgence);
    font-weight: 600;
  }
  .vers-bas {
    position: absolute;
    inset-block-end: 0.6em;
    inset-inline-end: 0.6em;
    z-index: 2;
    padding: 0;
    inline-size: 44px;
    border-radius: 50%;
    box-shadow: 0 3px 12px rgb(0 0 0 / 0.2);
  }
`;
