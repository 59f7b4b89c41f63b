/** The thread: bubbles, contacts, emergency. */

import {css} from './vendor/lit.js';

export const fil = css`
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
    gap: 0.4em;
    padding: 0.35em 0.6em;
    background: var(--j-urgence);
    color: var(--j-surface);
  }
  .protection {
    display: flex;
    align-items: center;
    gap: 0.4em;
    padding: 0.3em 0.8em;
    border-block-end: 1px solid var(--j-trait);
    background: var(--j-surface);
    color: var(--j-encre-douce);
    font-size: 0.9em;
  }
  .protection.presence {
    background: var(--j-surface);
    color: var(--j-encre);
    font-weight: 600;
  }
  .ecoute {
    display: inline-flex;
    align-items: center;
    gap: 0.35em;
    font-size: 0.92em;
  }
  .machine {
    display: flex;
    gap: 0.4em;
    margin: 0.4em 0 0;
    color: var(--j-encre-douce);
    font-size: 0.85em;
  }
  .original summary {
    cursor: pointer;
    font-size: 0.9em;
  }
  .en-francais {
    display: inline-block;
    margin-block-start: 0.3em;
    padding: 0 0.5em;
    border: 1px solid var(--j-trait-fort);
    border-radius: 999px;
    color: var(--j-encre-douce);
    font-size: 0.82em;
  }
  .gloses {
    margin: 0.4em 0 0;
    padding-block-start: 0.35em;
    border-block-start: 1px dashed var(--j-trait);
    color: var(--j-encre-douce);
    font-size: 0.85em;
  }
  .gloses dt,
  .gloses dd {
    display: inline;
    margin: 0;
  }
  .gloses dt {
    font-weight: 700;
  }
  .urgence strong {
    display: flex;
    align-items: center;
    gap: 0.4em;
    flex: 1 1 0;
    min-inline-size: 6em;
    line-height: 1.2;
  }
  .urgence ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em;
  }
  .urgence .appel {
    background: var(--j-surface);
    color: var(--j-urgence);
    padding-inline: 0.7em;
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
`;
