/** The plan: cards, timeline, badges, and how all that prints. */

import {css} from './vendor/lit.js';

export const stylesPlan = css`
  .panneau.plan {
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 1.1em 0.9em 2em;
    background: var(--j-fond);
  }
  .large .panneau.plan {
    padding-inline: 1.5em;
    border-inline-start: 1px solid var(--j-trait);
    background: var(--j-creux);
  }
  .panneau.plan > * + * {
    margin-block-start: 1.1em;
  }
  .plan-titre {
    display: flex;
    align-items: center;
    gap: 0.5em;
    font-size: 1.35em;
    line-height: 1.3;
  }
  .plan h3 {
    display: flex;
    align-items: center;
    gap: 0.5em;
    font-size: 1.1em;
    line-height: 1.3;
  }
  .plan-vide {
    display: grid;
    justify-items: center;
    gap: 0.8em;
    max-inline-size: 24em;
    margin: 3em auto;
    color: var(--j-encre-douce);
    text-align: center;
  }
  .icone.grande {
    inline-size: 3.2em;
    block-size: 3.2em;
    stroke-width: 1.2;
  }
  .plan-resume span {
    color: var(--j-encre-douce);
  }
  .avancement {
    display: block;
    inline-size: 100%;
    block-size: 0.6em;
    border: 0;
    border-radius: 1em;
    background: var(--j-trait);
    overflow: hidden;
    appearance: none;
    accent-color: var(--j-succes);
  }
  .avancement::-webkit-progress-bar {
    background: var(--j-trait);
  }
  .avancement::-webkit-progress-value {
    background: var(--j-succes);
  }
  .avancement::-moz-progress-bar {
    background: var(--j-succes);
  }
  .outils {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(8.5em, 1fr));
    gap: 0.5em;
  }
  .outil {
    inline-size: 100%;
    padding-inline: 0.6em;
    font-weight: 500;
  }

  /* timeline */
  .frise,
  .declinaison,
  .precisions,
  .faits {
    padding: 1em;
    background: var(--j-surface);
    border: 1px solid var(--j-trait);
    border-radius: var(--j-rayon);
  }
  .ruban {
    display: block;
    margin-block: 0.8em 0.4em;
    overflow: visible;
  }
  .ruban text {
    font-size: 12px;
    fill: var(--j-encre-douce);
  }
  .ruban .repere {
    stroke: var(--j-trait);
    stroke-width: 1;
  }
  .segment {
    stroke: var(--j-primaire);
    stroke-width: 1.5;
    fill: var(--j-surface);
  }
  .segment.passee {
    fill: var(--j-trait);
    stroke: var(--j-trait-fort);
  }
  .segment.en-cours {
    fill: var(--j-primaire);
  }
  .segment.inconnue {
    stroke-dasharray: 3 3;
  }
  .point {
    fill: var(--j-surface);
    stroke: var(--j-encre);
    stroke-width: 1.5;
  }
  .point.faite {
    fill: var(--j-succes);
  }
  .point.a-verifier {
    stroke-dasharray: 2 1.5;
  }
  .aujourdhui {
    stroke: var(--j-jour);
    stroke-width: 2.5;
  }
  .ruban .aujourdhui-texte {
    fill: var(--j-jour);
    font-weight: 700;
    font-size: 13px;
  }
  .frise-jour {
    font-size: 0.92em;
    color: var(--j-encre-douce);
  }
  .frise-moment {
    display: flex;
    gap: 0.4em;
    margin-block: 0.9em 0.2em;
    font-size: 1em;
  }
  .phases {
    margin-block-start: 0.8em;
  }
  .phase {
    position: relative;
    display: grid;
    grid-template-columns: 2em minmax(0, 1fr);
    gap: 0.7em;
    padding-block-end: 0.9em;
  }
  .phase:not(:last-child)::before {
    content: '';
    position: absolute;
    inset-block: 2em 0;
    inset-inline-start: calc(1em - 1.5px);
    border-inline-start: 3px solid var(--j-trait);
  }
  .phase.passee:not(:last-child)::before {
    border-color: var(--j-trait-fort);
  }
  .phase.a-venir:not(:last-child)::before,
  .phase.inconnue:not(:last-child)::before {
    border-inline-start-style: dashed;
  }
  .phase-marque {
    display: grid;
    place-items: center;
    inline-size: 2em;
    block-size: 2em;
    border: 2px solid var(--j-trait-fort);
    border-radius: 50%;
    background: var(--j-surface);
    color: var(--j-encre-douce);
  }
  .phase-marque .icone {
    inline-size: 1.1em;
    block-size: 1.1em;
  }
  .phase.en-cours .phase-marque {
    border-color: var(--j-primaire);
    background: var(--j-primaire);
    color: var(--j-sur-primaire);
  }
  .phase-titre {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.2em 0.6em;
    padding-block-start: 0.2em;
  }
  .phase-dates,
  .phase-jalon,
  .phase-compte {
    font-size: 0.92em;
    color: var(--j-encre-douce);
  }
  .phase-jalon {
    display: flex;
    gap: 0.4em;
  }
  .phase-jour {
    display: inline-flex;
    gap: 0.4em;
    margin-block: 0.2em;
    color: var(--j-jour);
    font-weight: 600;
  }
  .phase.en-cours ~ .phase .phase-titre strong,
  .phase.passee .phase-titre strong {
    font-weight: 600;
  }
  .pastille {
    display: inline-block;
    inline-size: fit-content;
    padding: 0.05em 0.6em;
    border: 1px solid currentColor;
    border-radius: 1em;
    font-size: 0.82em;
    font-weight: 600;
    color: var(--j-encre-douce);
  }
  .pastille.en-cours {
    color: var(--j-primaire);
    background: var(--j-primaire-clair);
  }
  .pastille.type-droit_perdu {
    color: var(--j-urgence);
    background: var(--j-urgence-clair);
  }
  .pastille.type-legal {
    color: var(--j-primaire);
    background: var(--j-primaire-clair);
  }

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
  @media print {
    .racine,
    :host([plein-ecran]) .racine {
      display: block;
      block-size: auto;
      max-block-size: none;
      overflow: visible;
      border: 0;
      color: #000;
      background: #fff;
    }
    .barre, .onglets, .conversation, .outils, .humain, .precisions, .toast, .comment > summary,
    .declinaison .bouton, .lien-bouton, .dialogue {
      display: none !important;
    }
    .colonnes,
    .large .colonnes {
      display: block;
    }
    .panneau.plan,
    .large .panneau.plan {
      display: block !important;
      overflow: visible;
      padding: 0;
      border: 0;
      background: none;
    }
    .etape,
    .phase {
      break-inside: avoid;
    }
    .comment::details-content,
    .groupe::details-content {
      content-visibility: visible;
      block-size: auto;
    }
  }
`;
