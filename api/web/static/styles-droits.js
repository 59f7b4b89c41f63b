/** The rights panel: total, cards, and what is said beside them. */

import {css} from './vendor/lit.js';

export const droits = css`
  .droits {
    display: grid;
    gap: 0.9em;
    padding: 1em;
    background: var(--j-surface);
    border: 1px solid var(--j-trait);
    border-radius: var(--j-rayon);
    overflow-wrap: anywhere;
  }
  .droits > * {
    min-inline-size: 0;
  }
  .droits .icone {
    flex: none;
  }
  .droits-etat {
    font-size: 0.92em;
    color: var(--j-encre-douce);
  }
  .droits-etat:empty {
    display: none;
  }
  .droits-saut .bulle-etape {
    display: flex;
    gap: 0.5em;
    inline-size: 100%;
    text-align: start;
  }
  .droits-total {
    display: grid;
    gap: 0.4em;
    padding: 0.8em;
    border-radius: calc(var(--j-rayon) / 2);
    background: var(--j-primaire-clair);
  }
  .droits-total strong {
    display: block;
    font-size: 1.25em;
    line-height: 1.3;
  }
  .droits-promesse {
    font-weight: 600;
  }
  .droits-total .groupe-aide {
    margin: 0;
    color: inherit;
  }
  .droits-preciser {
    font-weight: 600;
  }
  .droits h4 {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.2em 0.5em;
    font-size: 1.02em;
    line-height: 1.35;
  }
  .droits-groupe > * + *,
  .pourquoi > * + * {
    margin-block: 0.5em 0;
  }
  .droits-groupe > summary,
  .pourquoi > summary {
    min-block-size: 44px;
    padding-block: 0.55em;
    color: var(--j-primaire);
    font-weight: 600;
    cursor: pointer;
  }
  .droits-groupe > summary h4 {
    display: inline-flex;
  }
  .droit {
    border: 1px solid var(--j-trait-fort);
    border-inline-start-width: 5px;
    border-radius: calc(var(--j-rayon) / 1.5);
    background: var(--j-surface);
  }
  .droit.probable {
    border-inline-start-color: var(--j-succes);
  }
  .droit.a_verifier {
    border-style: dashed;
    border-inline-start-style: solid;
    border-inline-start-color: var(--j-doute);
  }
  .droit > summary {
    display: flex;
    align-items: center;
    gap: 0.6em;
    min-block-size: 44px;
    padding: 0.7em 0.8em;
    cursor: pointer;
    list-style: none;
  }
  .droit > summary::-webkit-details-marker {
    display: none;
  }
  .droit > summary::after {
    content: '';
    flex: none;
    inline-size: 0.55em;
    block-size: 0.55em;
    margin-inline: auto 0.2em;
    border-inline-end: 2.5px solid currentColor;
    border-block-end: 2.5px solid currentColor;
    transform: translateY(-0.15em) rotate(45deg);
  }
  .racine[dir='rtl'] .droit > summary::after {
    transform: translateY(-0.15em) rotate(-45deg);
  }
  .droit[open] > summary::after {
    transform: translateY(0.15em) rotate(-135deg);
  }
  .racine[dir='rtl'] .droit[open] > summary::after {
    transform: translateY(0.15em) rotate(135deg);
  }
  .droit-tete {
    display: grid;
    gap: 0.15em;
    min-inline-size: 0;
  }
  .droit-titre {
    font-weight: 700;
    line-height: 1.35;
  }
  .droit-montant {
    font-size: 1.05em;
    font-weight: 600;
  }
  .droit-statut {
    display: flex;
    align-items: center;
    gap: 0.4em;
    font-size: 0.92em;
    font-weight: 600;
  }
  .probable > summary .droit-statut {
    color: var(--j-succes);
  }
  .a_verifier > summary .droit-statut {
    color: var(--j-doute);
  }
  .droit-corps {
    display: grid;
    gap: 0.7em;
    padding: 0 0.8em 0.9em;
  }
  .droit-corps > * {
    min-inline-size: 0;
  }
  .droit-corps .detail {
    margin: 0;
  }
  .droit-corps h6 {
    display: flex;
    align-items: center;
    gap: 0.4em;
    margin-block: 0 0.2em;
    font-size: 0.95em;
  }
  .droit-corps .detail ul:not([role='list']),
  .pourquoi ul,
  .puces-texte {
    padding-inline-start: 1.6em;
    list-style: disc;
  }
  .droit-corps .detail p {
    padding: 0;
  }
  .droit-corps .detail p + * {
    margin-block-start: 0.4em;
  }
  .droit-corps .detail .lien-externe {
    display: flex;
  }
  .droit-corps .note {
    display: flex;
    gap: 0.5em;
  }
  .sans-puce {
    display: grid;
    gap: 0.4em;
  }
  .droit-corps .detail .puces,
  .droit-corps .detail .sans-puce {
    padding: 0;
    list-style: none;
  }
  .puces-texte li + li {
    margin-block-start: 0.4em;
  }
  .droits .lien-externe {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    min-block-size: 44px;
  }
  .droits-absence {
    display: grid;
    gap: 0.6em;
    justify-items: start;
    padding: 0.8em;
    border: 1px dashed var(--j-trait-fort);
    border-radius: calc(var(--j-rayon) / 2);
  }
  .droits-absence > p:first-child {
    display: flex;
    gap: 0.5em;
  }

  @media print {
    .droit {
      break-inside: avoid;
    }
    .droit::details-content,
    .pourquoi::details-content {
      content-visibility: visible;
      block-size: auto;
    }
    .droit > summary::after,
    .droits .sources {
      display: none;
    }
  }
`;
