/**
 * The element's own look. Every token may be given by the page as `--jalons-…`; everything else of
 * the host page is shut out: `.racine` starts again from the browser's own values.
 */

import {css} from './vendor/lit.js';

export const styles = css`
  :host {
    display: block;
    --j-fond: var(--jalons-fond, #f6f3ec);
    --j-surface: var(--jalons-surface, #fffdf9);
    --j-creux: var(--jalons-creux, #efeae0);
    --j-encre: var(--jalons-encre, #1d2a30);
    --j-encre-douce: var(--jalons-encre-douce, #4b5a61);
    --j-trait: var(--jalons-trait, #dcd5c6);
    --j-trait-fort: var(--jalons-trait-fort, #7b7466);
    --j-primaire: var(--jalons-primaire, #0b5563);
    --j-primaire-vif: var(--jalons-primaire-vif, #084350);
    --j-primaire-clair: var(--jalons-primaire-clair, #e0eeee);
    --j-sur-primaire: var(--jalons-sur-primaire, #ffffff);
    --j-jour: var(--jalons-jour, #a6410b);
    --j-succes: var(--jalons-succes, #1d6639);
    --j-succes-clair: var(--jalons-succes-clair, #e3f1e6);
    --j-doute: var(--jalons-doute, #6f4600);
    --j-doute-clair: var(--jalons-doute-clair, #fdf0cf);
    --j-urgence: var(--jalons-urgence, #9b1029);
    --j-urgence-clair: var(--jalons-urgence-clair, #fdebec);
    --j-agent: var(--jalons-agent, #46378c);
    --j-agent-clair: var(--jalons-agent-clair, #edeaf8);
    --j-focus: var(--jalons-focus, #0a58ca);
    --j-police: var(--jalons-police, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Arabic', sans-serif);
    --j-rayon: var(--jalons-rayon, 14px);
    color-scheme: light dark;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --j-fond: var(--jalons-fond, #0f171b);
      --j-surface: var(--jalons-surface, #172127);
      --j-creux: var(--jalons-creux, #1f2b32);
      --j-encre: var(--jalons-encre, #e9eff1);
      --j-encre-douce: var(--jalons-encre-douce, #b5c3c9);
      --j-trait: var(--jalons-trait, #304049);
      --j-trait-fort: var(--jalons-trait-fort, #8b9ca4);
      --j-primaire: var(--jalons-primaire, #84d3dc);
      --j-primaire-vif: var(--jalons-primaire-vif, #a8e3ea);
      --j-primaire-clair: var(--jalons-primaire-clair, #163a41);
      --j-sur-primaire: var(--jalons-sur-primaire, #06262c);
      --j-jour: var(--jalons-jour, #ffb07f);
      --j-succes: var(--jalons-succes, #90d8a8);
      --j-succes-clair: var(--jalons-succes-clair, #153020);
      --j-doute: var(--jalons-doute, #ffd487);
      --j-doute-clair: var(--jalons-doute-clair, #33270c);
      --j-urgence: var(--jalons-urgence, #ffa3af);
      --j-urgence-clair: var(--jalons-urgence-clair, #3c151c);
      --j-agent: var(--jalons-agent, #c9bdff);
      --j-agent-clair: var(--jalons-agent-clair, #272145);
      --j-focus: var(--jalons-focus, #9ec5ff);
    }
  }
  :host([hidden]) {
    display: none !important;
  }
  .racine {
    all: initial;
    box-sizing: border-box;
    display: flex;
    flex-direction: column;
    position: relative;
    inline-size: 100%;
    block-size: var(--jalons-hauteur, 46em);
    max-block-size: 100dvh;
    min-block-size: 24em;
    overflow: hidden;
    font-family: var(--j-police);
    line-height: 1.5;
    color: var(--j-encre);
    background: var(--j-fond);
    border: 1px solid var(--j-trait);
    border-radius: var(--j-rayon);
    text-align: start;
    -webkit-text-size-adjust: 100%;
  }
  .racine[dir='rtl'] {
    direction: rtl;
  }
  .racine[dir='ltr'] {
    direction: ltr;
  }
  :host([plein-ecran]) .racine {
    block-size: 100vh;
    block-size: 100dvh;
    border: 0;
    border-radius: 0;
  }
  .racine *,
  .racine *::before,
  .racine *::after {
    box-sizing: border-box;
  }
  p, ul, ol, dl, dd, h2, h3, h4, h5 {
    margin: 0;
    padding: 0;
  }
  ul, ol {
    list-style: none;
  }
  button, input, select, textarea {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  a {
    color: var(--j-primaire);
    text-underline-offset: 0.15em;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 3px solid var(--j-focus);
    outline-offset: 2px;
    border-radius: 6px;
  }
  .hors-vue {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .icone {
    inline-size: 1.25em;
    block-size: 1.25em;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
    vertical-align: -0.25em;
  }
  .racine[dir='rtl'] .miroir {
    transform: scaleX(-1);
  }

  /* header */
  .barre {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.5em;
    padding: 0.4em 0.75em;
    background: var(--j-surface);
    border-block-end: 1px solid var(--j-trait);
  }
  .marque {
    display: flex;
    align-items: center;
    gap: 0.5em;
    line-height: 1.2;
    min-inline-size: 0;
  }
  .marque > .icone {
    color: var(--j-primaire);
    inline-size: 1.6em;
    block-size: 1.6em;
  }
  .marque strong {
    display: block;
    font-size: 1.1em;
    font-weight: 700;
  }
  .annonce-robot {
    font-size: 0.8em;
    color: var(--j-encre-douce);
  }
  .barre-actions {
    display: flex;
    gap: 0.4em;
    flex: none;
  }
  .bouton-barre {
    display: inline-flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    min-block-size: 44px;
    min-inline-size: 48px;
    padding: 0.15em 0.6em;
    border: 1px solid transparent;
    border-radius: 10px;
    background: none;
    cursor: pointer;
  }
  .bouton-barre span {
    font-size: 0.78em;
    line-height: 1.2;
  }
  .bouton-barre:hover {
    background: var(--j-creux);
  }
  .quitter {
    border-color: var(--j-trait-fort);
    font-weight: 600;
  }
  .menu-cadre {
    position: relative;
  }
  .menu {
    position: absolute;
    inset-block-start: calc(100% + 0.3em);
    inset-inline-end: 0;
    z-index: 5;
    inline-size: max-content;
    max-inline-size: min(20em, calc(100vw - 1.5em));
    padding: 0.4em;
    background: var(--j-surface);
    border: 1px solid var(--j-trait-fort);
    border-radius: 12px;
    box-shadow: 0 8px 28px rgb(0 0 0 / 0.22);
  }
  .menu[hidden] {
    display: none;
  }
  .menu button,
  .menu a {
    display: flex;
    align-items: center;
    gap: 0.7em;
    inline-size: 100%;
    min-block-size: 44px;
    padding: 0.3em 0.7em;
    border: 0;
    border-radius: 8px;
    background: none;
    color: var(--j-encre);
    text-align: start;
    text-decoration: none;
    cursor: pointer;
  }
  .menu button:hover,
  .menu a:hover {
    background: var(--j-primaire-clair);
  }

  /* tabs and columns */
  .onglets {
    display: grid;
    grid-template-columns: 1fr 1fr;
    background: var(--j-surface);
    border-block-end: 1px solid var(--j-trait);
  }
  .onglets button {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    min-block-size: 44px;
    border: 0;
    border-block-end: 3px solid transparent;
    background: none;
    color: var(--j-encre-douce);
    cursor: pointer;
  }
  .onglets button[aria-selected='true'] {
    border-color: var(--j-primaire);
    color: var(--j-primaire);
    font-weight: 700;
  }
  .onglets button:focus-visible {
    outline-offset: -4px;
  }
  .nombre {
    position: relative;
    display: inline-block;
    min-inline-size: 1.7em;
    padding: 0 0.45em;
    border-radius: 1em;
    background: var(--j-primaire);
    color: var(--j-sur-primaire);
    font-size: 0.85em;
    font-weight: 700;
    line-height: 1.7;
    text-align: center;
  }
  .colonnes {
    flex: 1;
    min-block-size: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  .large .colonnes {
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  }
  .panneau {
    min-block-size: 0;
    min-inline-size: 0;
    overflow: hidden;
  }
  .panneau[hidden] {
    display: none;
  }
  .conversation {
    position: relative;
    display: flex;
    flex-direction: column;
  }
  .defile {
    position: relative;
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 1em 0.9em;
  }
  .defile:focus-visible,
  .panneau.plan:focus-visible {
    outline-offset: -3px;
  }

  /* bubbles */
  .fil {
    display: flex;
    flex-direction: column;
    gap: 0.6em;
  }
  .bulle {
    max-inline-size: min(92%, 36em);
    align-self: flex-start;
    padding: 0.65em 0.9em;
    background: var(--j-surface);
    border: 1px solid var(--j-trait);
    border-radius: 4px 16px 16px 16px;
    overflow-wrap: anywhere;
  }
  .racine[dir='rtl'] .bulle {
    border-radius: 16px 4px 16px 16px;
  }
  .bulle.bot + .bulle.bot .auteur {
    display: none;
  }
  .bulle.urgente.bot .auteur,
  .bulle.bot + .bulle.urgente .auteur {
    display: flex;
  }
  .auteur {
    display: flex;
    align-items: center;
    gap: 0.35em;
    margin-block-end: 0.15em;
    font-size: 0.8em;
    font-weight: 600;
    color: var(--j-encre-douce);
  }
  .auteur.hors-vue {
    display: block;
  }
  .texte > * + * {
    margin-block-start: 0.6em;
  }
  .texte ul {
    padding-inline-start: 1.2em;
    list-style: disc;
  }
  .bulle.usager {
    align-self: flex-end;
    max-inline-size: 85%;
    background: var(--j-primaire);
    border-color: var(--j-primaire);
    border-radius: 16px 16px 4px 16px;
    color: var(--j-sur-primaire);
  }
  .racine[dir='rtl'] .bulle.usager {
    border-radius: 16px 16px 16px 4px;
  }
  .bulle.usager a {
    color: inherit;
  }
  .bulle.en-attente {
    background: var(--j-surface);
    color: var(--j-encre);
    border: 1px dashed var(--j-trait-fort);
  }
  .envoi {
    display: flex;
    align-items: center;
    gap: 0.3em;
    margin-block-start: 0.3em;
    font-size: 0.8em;
    color: var(--j-encre-douce);
  }
  .bulle.agent {
    background: var(--j-agent-clair);
    border-color: var(--j-agent);
    border-inline-start-width: 4px;
  }
  .bulle.agent .auteur {
    color: var(--j-agent);
  }
  .bulle.systeme {
    align-self: center;
    background: none;
    border-style: dashed;
    border-radius: 10px;
    color: var(--j-encre-douce);
    text-align: center;
  }
  .bulle.urgente {
    align-self: stretch;
    max-inline-size: none;
    padding: 1em;
    background: var(--j-urgence-clair);
    border: 2px solid var(--j-urgence);
    border-radius: 16px;
    font-size: 1.05em;
  }
  .bulle.urgente .auteur {
    color: var(--j-urgence);
    font-size: 0.95em;
    font-weight: 700;
  }
  .contacts {
    display: grid;
    gap: 0.7em;
    margin-block-start: 0.7em;
  }
  .contact {
    display: flex;
    flex-direction: column;
    gap: 0.3em;
    padding: 0.7em;
    background: var(--j-fond);
    border: 1px solid var(--j-trait);
    border-radius: 10px;
  }
  .urgente .contact {
    background: var(--j-surface);
    border-color: var(--j-urgence);
  }
  .contact-detail,
  .contact-source {
    font-size: 0.9em;
    color: var(--j-encre-douce);
  }
  .contact-source {
    font-size: 0.8em;
  }
  .appel {
    display: inline-flex;
    align-items: center;
    gap: 0.6em;
    align-self: flex-start;
    min-block-size: 44px;
    padding: 0.3em 0.9em;
    border-radius: 10px;
    background: var(--j-primaire);
    color: var(--j-sur-primaire);
    font-weight: 600;
    text-decoration: none;
  }
  .numero {
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .appel.grand {
    align-self: stretch;
    justify-content: center;
    min-block-size: 56px;
    background: var(--j-urgence);
    color: var(--j-surface);
    font-size: 1.15em;
  }
  .lien-externe {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    align-self: flex-start;
    min-block-size: 32px;
  }
  .urgence {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 0.4em 0.8em;
    padding: 0.45em 0.75em;
    background: var(--j-urgence);
    color: var(--j-surface);
  }
  .urgence strong {
    display: flex;
    align-items: center;
    gap: 0.4em;
    flex: 1 1 auto;
  }
  .urgence ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em;
    order: 3;
    flex-basis: 100%;
  }
  .urgence .appel {
    background: var(--j-surface);
    color: var(--j-urgence);
    font-size: 0.95em;
  }
  .urgence .discret {
    min-block-size: 44px;
    min-inline-size: 44px;
    border: 0;
    background: none;
    cursor: pointer;
  }
  .urgence :focus-visible {
    outline-color: var(--j-surface);
  }
  .bulle-etapes {
    display: grid;
    gap: 0.4em;
    margin-block-start: 0.6em;
  }
  .bulle-etape {
    display: flex;
    gap: 0.6em;
    inline-size: 100%;
    min-block-size: 44px;
    padding: 0.5em 0.7em;
    border: 1px solid var(--j-trait);
    border-radius: 10px;
    background: var(--j-fond);
    text-align: start;
    cursor: pointer;
  }
  .bulle-etape .icone {
    color: var(--j-primaire);
  }
  .bulle-echeance {
    display: block;
    font-size: 0.9em;
    color: var(--j-encre-douce);
  }
  .saisie {
    display: flex;
    gap: 0.3em;
    inline-size: fit-content;
    margin-block-start: 0.6em;
    padding: 0.8em 1em;
    border: 1px solid var(--j-trait);
    border-radius: 4px 16px 16px 16px;
    background: var(--j-surface);
  }
  .saisie span {
    inline-size: 0.5em;
    block-size: 0.5em;
    border-radius: 50%;
    background: var(--j-encre-douce);
    animation: respire 1.2s infinite ease-in-out;
  }
  .saisie span:nth-child(2) {
    animation-delay: 0.2s;
  }
  .saisie span:nth-child(3) {
    animation-delay: 0.4s;
  }
  @keyframes respire {
    0%, 60%, 100% { opacity: 0.3; }
    30% { opacity: 1; }
  }

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
  .ligne-champ label {
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
    inset-block-end: 9.5em;
    inset-inline-end: 1em;
    z-index: 2;
    border-radius: 2em;
    box-shadow: 0 3px 12px rgb(0 0 0 / 0.2);
  }

  /* thresholds, dialogs, toasts */
  .seuil {
    max-inline-size: 36em;
    margin: auto;
    padding: 1.5em 1.2em;
    display: grid;
    gap: 1em;
  }
  .seuil h2,
  .dialogue h2 {
    font-size: 1.25em;
    line-height: 1.3;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6em;
  }
  .dialogue {
    inline-size: min(34em, calc(100vw - 2em));
    max-block-size: calc(100dvh - 2em);
    padding: 1.1em;
    border: 1px solid var(--j-trait-fort);
    border-radius: var(--j-rayon);
    background: var(--j-surface);
    color: var(--j-encre);
    overflow: auto;
  }
  .dialogue[open] {
    display: grid;
    gap: 0.9em;
  }
  .dialogue::backdrop {
    background: rgb(10 20 25 / 0.55);
  }
  .dialogue-tete {
    display: flex;
    align-items: start;
    justify-content: space-between;
    gap: 0.8em;
  }
  .bouton-fermer {
    min-block-size: 44px;
    min-inline-size: 44px;
    flex: none;
    border: 0;
    border-radius: 10px;
    background: none;
    cursor: pointer;
  }
  .adresse-lien {
    inline-size: 100%;
  }
  .retour:empty {
    display: none;
  }
  .toast {
    position: absolute;
    inset-block-end: 1em;
    inset-inline: 1em;
    z-index: 6;
    inline-size: fit-content;
    max-inline-size: calc(100% - 2em);
    margin-inline: auto;
    padding: 0.7em 1em;
    border-radius: 12px;
    background: var(--j-encre);
    color: var(--j-fond);
  }
  .toast[data-vide] {
    padding: 0;
  }

  @media (max-height: 26em) {
    /* Zoomed in: one scroll for the page instead of a slit to read through. */
    .racine,
    :host([plein-ecran]) .racine {
      block-size: auto;
      max-block-size: none;
      overflow: visible;
    }
    .defile,
    .panneau {
      overflow: visible;
    }
    .vers-bas {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      scroll-behavior: auto !important;
    }
  }
  @media (forced-colors: active) {
    .bulle,
    .segment,
    .bouton,
    .appel,
    .nombre,
    .pastille {
      border: 1px solid CanvasText;
    }
    .onglets button[aria-selected='true'] {
      border-color: Highlight;
    }
  }
`;
