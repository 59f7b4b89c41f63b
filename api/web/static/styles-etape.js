/** The steps of the plan: cards, badges, deadlines. */

import {css} from './vendor/lit.js';

export const etape = css`
  /* steps */
  .groupe > h3,
  .groupe > summary {
    padding-block: 0.5em;
  }
  .groupe > summary,
  .faits > summary {
    display: flex;
    align-items: center;
    min-block-size: 44px;
    cursor: pointer;
    list-style: none;
  }
  .groupe > summary::before,
  .faits > summary::before {
    content: '';
    inline-size: 0.55em;
    block-size: 0.55em;
    margin-inline: 0.2em 0.7em;
    border-inline-end: 2.5px solid currentColor;
    border-block-end: 2.5px solid currentColor;
    transform: rotate(-45deg);
  }
  .racine[dir='rtl'] .groupe > summary::before,
  .racine[dir='rtl'] .faits > summary::before {
    transform: rotate(45deg);
  }
  .groupe[open] > summary::before,
  .faits[open] > summary::before,
  .racine[dir='rtl'] .groupe[open] > summary::before,
  .racine[dir='rtl'] .faits[open] > summary::before {
    transform: rotate(45deg) translate(-0.1em, -0.1em);
  }
  .racine[dir='rtl'] .groupe[open] > summary::before,
  .racine[dir='rtl'] .faits[open] > summary::before {
    transform: rotate(-45deg);
  }
  .groupe-aide {
    margin-block-end: 0.7em;
    font-size: 0.92em;
    color: var(--j-encre-douce);
  }
  .etapes {
    display: grid;
    gap: 0.8em;
  }
  .etape {
    display: grid;
    gap: 0.7em;
    padding: 1em;
    background: var(--j-surface);
    border: 1px solid var(--j-trait);
    border-radius: var(--j-rayon);
    overflow-wrap: anywhere;
  }
  .etape.premiere {
    border: 2px solid var(--j-primaire);
    box-shadow: 0 2px 12px rgb(0 0 0 / 0.08);
  }
  .etape.a-verifier {
    border-style: dashed;
    border-color: var(--j-trait-fort);
  }
  .etape.faite {
    background: var(--j-succes-clair);
    border-color: var(--j-succes);
  }
  .etape.faite h4 {
    text-decoration: line-through;
    text-decoration-thickness: 1px;
  }
  .premiere-marque {
    display: flex;
    align-items: center;
    gap: 0.4em;
    color: var(--j-primaire);
    font-size: 0.9em;
    font-weight: 700;
  }
  .etape h4 {
    font-size: 1.08em;
    line-height: 1.35;
  }
  .organismes {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em;
  }
  .organisme {
    --teinte: #4a5a63;
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    padding: 0.15em 0.65em;
    border: 1.5px solid var(--teinte);
    border-radius: 8px;
    color: var(--teinte);
    font-size: 0.88em;
    font-weight: 600;
  }
  .famille { --teinte: #8a2f66; }
  .maladie { --teinte: #17569b; }
  .retraite { --teinte: #7a4700; }
  .recouvrement { --teinte: #4b5d05; }
  .emploi { --teinte: #5838a3; }
  .agricole { --teinte: #2a6630; }
  .justice { --teinte: #7d2b12; }
  .collectivite { --teinte: #0a6168; }
  .sante { --teinte: #9c1745; }
  .association { --teinte: #7a2384; }
  .echeance {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.6em;
    padding: 0.6em 0.8em;
    border-radius: 10px;
    background: var(--j-creux);
  }
  .large .echeance {
    background: var(--j-fond);
  }
  .echeance.proche {
    border-inline-start: 4px solid var(--j-jour);
  }
  .echeance.proche .echeance-date span {
    color: var(--j-jour);
    font-weight: 600;
  }
  .echeance.depassee {
    border-inline-start: 4px solid var(--j-urgence);
    background: var(--j-urgence-clair);
  }
  .echeance.depassee .echeance-date {
    color: var(--j-urgence);
  }
  .echeance-date {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.6em;
  }
  .echeance-texte {
    margin-block-end: 0.3em;
    font-size: 0.95em;
  }
  .doute {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.5em;
    padding: 0.55em 0.8em;
    border: 1px dashed var(--j-doute);
    border-radius: 10px;
    background: var(--j-doute-clair);
    color: var(--j-doute);
    font-size: 0.95em;
  }
  .puces {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
    margin-block-start: 0.5em;
  }
  .puce {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    min-block-size: 44px;
    padding: 0.3em 0.9em;
    border: 1.5px dashed var(--j-primaire);
    border-radius: 2em;
    background: var(--j-surface);
    color: var(--j-primaire);
    text-align: start;
    line-height: 1.3;
    cursor: pointer;
  }
  .puce:hover {
    background: var(--j-primaire-clair);
  }
  .comment > summary,
  .sources > summary {
    min-block-size: 44px;
    padding-block: 0.55em;
    color: var(--j-primaire);
    font-weight: 600;
    cursor: pointer;
  }
  .sources > summary {
    font-weight: 400;
  }
  .sources ul {
    display: grid;
    gap: 0.5em;
    font-size: 0.9em;
  }
  .sources span {
    color: var(--j-encre-douce);
  }
  .action {
    margin-block-end: 0.6em;
  }
  .detail {
    margin-block: 0.8em;
  }
  .detail h5 {
    display: flex;
    align-items: center;
    gap: 0.4em;
    margin-block-end: 0.2em;
    font-size: 0.95em;
  }
  .detail ul {
    padding-inline-start: 2.2em;
    list-style: disc;
  }
  .detail p {
    padding-inline-start: 1.7em;
  }
  .qui li {
    margin-block-end: 0.6em;
  }
  .qui p {
    padding: 0;
  }
  .a-confirmer {
    font-size: 0.9em;
    color: var(--j-doute);
  }
  .echeance-autre {
    margin-block-start: 0.5em;
    font-size: 0.95em;
  }
  .action > * + * {
    margin-block-start: 0.5em;
  }
  .retard h5 {
    color: var(--j-jour);
  }
  .faire {
    font-weight: 600;
  }
  .etape.faite .faire {
    border-color: var(--j-succes);
    color: var(--j-succes);
    background: var(--j-surface);
  }
  .faire input {
    accent-color: var(--j-succes);
  }
  .declinaison {
    display: grid;
    gap: 0.6em;
    justify-items: start;
    background: var(--j-agent-clair);
    border-color: var(--j-agent);
  }
  .declinaison h3 {
    color: var(--j-agent);
  }
  .faits-sensibles > summary {
    padding-block: 0.7em;
    color: var(--j-primaire);
    cursor: pointer;
  }
  .faits dl > div {
    display: grid;
    gap: 0 1em;
    padding-block: 0.4em;
    border-block-start: 1px solid var(--j-trait);
  }
  .faits dt {
    font-size: 0.92em;
    color: var(--j-encre-douce);
  }
  .faits dd {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 1em;
    font-weight: 600;
  }
  .avertissement {
    font-size: 0.9em;
    color: var(--j-encre-douce);
  }

  @media (prefers-color-scheme: dark) {
    .organisme { --teinte: #b5c3c9; }
    .famille { --teinte: #f0a6d3; }
    .maladie { --teinte: #9cc8ff; }
    .retraite { --teinte: #f2c078; }
    .recouvrement { --teinte: #c9d97c; }
    .emploi { --teinte: #c8b6ff; }
    .agricole { --teinte: #9bd8a3; }
    .justice { --teinte: #f5b49b; }
    .collectivite { --teinte: #86d7dc; }
    .sante { --teinte: #ffa8c2; }
    .association { --teinte: #eeb0f5; }
  }
`;
