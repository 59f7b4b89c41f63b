/**
 * Header, tabs, columns, dialogs. Everything of the host page but the tokens is shut out:
 * `.racine` starts again from the browser's own values.
 */

import {css} from './vendor/lit.js';

export const cadre = css`
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
  .langues {
    position: relative;
    display: inline-flex;
    align-items: center;
    gap: 0.25em;
  }
  .langues .icone {
    position: absolute;
    inset-inline-start: 0.45em;
    pointer-events: none;
  }
  .langues select {
    min-block-size: 44px;
    max-inline-size: 7.5em;
    padding-inline: 2em 0.3em;
    border: 1px solid var(--j-trait-fort);
    border-radius: 10px;
    background: var(--j-surface);
    color: inherit;
    font: inherit;
    font-size: 0.9em;
  }
  @media (max-width: 430px) {
    .barre {
      flex-wrap: wrap;
    }
    .barre-actions {
      margin-inline-start: auto;
    }
    .langues .icone {
      display: none;
    }
    .langues select {
      max-inline-size: 6.2em;
      padding-inline: 0.5em 0.2em;
    }
  }
  /* As wide as the name it shows: « دری / فارسی » was cut, « 中文 » took too much. */
  @supports (field-sizing: content) {
    .langues select {
      field-sizing: content;
      max-inline-size: 9.5em;
    }
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
  .onglets button > span:not(.nombre) {
    min-inline-size: 0;
  }
  .onglets .nombre {
    flex: none;
  }
  .onglets button {
    padding-inline: 0.4em;
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
  .defile-cadre {
    position: relative;
    flex: 1;
    min-block-size: 0;
    display: flex;
  }
  .defile {
    position: relative;
    flex: 1;
    min-inline-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 1em 0.9em;
  }
  .defile:focus-visible,
  .panneau.plan:focus-visible {
    outline-offset: -3px;
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
