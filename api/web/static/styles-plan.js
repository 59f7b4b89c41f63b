/** The plan: head, tools, timeline, and how all that prints. */

import {css} from './vendor/lit.js';

export const planche = css`
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
  .semaine ol {
    display: grid;
    gap: 0.5em;
  }

  .demandes,
  .demandes article {
    display: grid;
    gap: 0.4em;
  }
  .demandes {
    margin-block-end: 1em;
  }
  .demandes .reference {
    color: var(--j-encre-douce);
    font-weight: 400;
  }
  .ajoutee {
    display: flex;
    gap: 0.4em;
    color: var(--j-encre-douce);
  }
  .demandes,
  .semaine,
  .retirees,
  .lieu,
  .faits {
    padding: 1em;
    background: var(--j-surface);
    border: 1px solid var(--j-trait);
    border-radius: var(--j-rayon);
  }
  .lieu {
    display: grid;
    gap: 0.4em;
  }
  .lieu label {
    font-weight: 600;
  }
  .lieu-ligne {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .lieu-ligne input {
    flex: 1 1 9em;
    max-inline-size: 22em;
    min-inline-size: 0;
  }
  .commune {
    display: grid;
    gap: 0.5em;
    margin-block-start: 0.4em;
  }
  .commune h3 {
    display: flex;
    gap: 0.4em;
    align-items: center;
  }
  .commune select {
    max-inline-size: 22em;
  }
  .lieu-refus:empty {
    display: none;
  }
  .lieu-refus {
    display: flex;
    gap: 0.4em;
    color: var(--j-urgence);
    font-weight: 600;
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
  .ruban .ruban-titre {
    fill: var(--j-encre);
    font-weight: 600;
  }
  .segment.ouverte,
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
  .frise-legende {
    font-size: 0.85em;
    color: var(--j-encre-douce);
  }
  .frise-tout > summary {
    min-block-size: 44px;
    padding-block: 0.55em;
    color: var(--j-primaire);
    font-weight: 600;
    cursor: pointer;
  }
  .garder {
    display: grid;
    gap: 0.7em;
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
    .barre, .onglets, .conversation, .garder, .ecran, .frise-tout > summary, .humain, .precisions, .toast, .comment > summary,
    .declinaison .bouton, .lien-bouton, .dialogue {
      display: none !important;
    }
    .protege .colonnes {
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
    .frise-tout::details-content,
    .groupe::details-content {
      content-visibility: visible;
      block-size: auto;
    }
  }
`;
