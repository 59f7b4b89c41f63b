/** The thread: bubbles in a log of which only additions are read aloud, and what surrounds it. */

import {nothing, repeat} from './vendor/lit.js';
import {sayTyping} from './direct.js';
import {renderEcoute} from './ecoute.js';
import {html} from './isolats.js';
import {renderContact, renderIcone, renderOriginal, renderParagraphes} from './gabarits.js';

function renderEtapes(hote, etapes) {
  const {t} = hote;
  if (!etapes?.length) return nothing;
  return html`<ul class="bulle-etapes">
    ${etapes.map(
      (etape) => html`<li>
        <button type="button" class="bulle-etape" @click=${() => hote.showEtape(etape.id)}>
          ${renderIcone(t, 'plan')}
          <span><strong>${etape.titre}</strong>${
            etape.echeance ? html`<span class="bulle-echeance">${readEcheance(etape.echeance)}</span>` : nothing
          }</span>
        </button>
      </li>`,
    )}
  </ul>`;
}

const readEcheance = (echeance) => (typeof echeance === 'string' ? echeance : echeance.texte);

/** What is not in the reader's language says so; French names come with one line each. */
function renderTraduction(t, bulle) {
  const gloses = Object.entries(bulle.gloses ?? {});
  return html`${bulle.traduction === 'absente'
    ? html`<span class="en-francais">${t('langue.en_francais')}</span>`
    : nothing}
  ${renderOriginal(t, {
    original: bulle.original,
    par: bulle.traduit_par,
    sansTraduction: bulle.sans_traduction,
  })}
  ${gloses.length
    ? html`<dl class="gloses" aria-label=${t('langue.gloses')}>
        ${gloses.map(
          ([terme, sens]) => html`<div><dt><bdi lang="fr" dir="ltr">${terme}</bdi></dt> <dd>${sens}</dd></div>`,
        )}
      </dl>`
    : nothing}`;
}

function renderBulle(hote, bulle) {
  const {t} = hote;
  const mienne = bulle.auteur === 'usager';
  const classes = ['bulle', bulle.auteur, bulle.urgent ? 'urgente' : '', bulle.attente ? 'en-attente' : ''];
  return html`<li class=${classes.filter(Boolean).join(' ')} data-seq=${bulle.seq ?? ''}>
    <span class="auteur ${mienne || (bulle.suite && !bulle.urgent) ? 'hors-vue' : ''}">
      ${bulle.urgent ? renderIcone(t, 'alerte') : bulle.auteur === 'agent' ? renderIcone(t, 'humain') : nothing}
      ${bulle.qui ? bulle.qui : t(bulle.urgent ? 'conversation.urgent' : `conversation.auteur.${bulle.auteur}`)}
    </span>
    <div class="texte" lang=${bulle.langue || t.langue} dir=${mienne ? 'auto' : bulle.dir || 'auto'}>
      ${renderParagraphes(bulle.texte, bulle.langue)}
    </div>
    ${renderTraduction(t, bulle)}
    ${bulle.contacts?.length
      ? html`<ul class="contacts">
          ${bulle.contacts.map((contact) => renderContact(t, contact, {grand: bulle.urgent}))}
        </ul>`
      : nothing}
    ${renderEtapes(hote, bulle.etapes)}
    <span class="ecoute-place" aria-live="off">${!mienne && bulle.seq <= hote.ecoutables
      ? renderEcoute(hote, `bulle-${bulle.seq}`, bulle.texte, bulle.langue || t.langue)
      : nothing}</span>
    ${bulle.attente
      ? html`<span class="envoi" aria-hidden="true">${renderIcone(t, 'horloge')}${t(hote.protege ? 'conversation.a_envoyer' : 'conversation.en_attente')}</span>`
      : nothing}
  </li>`;
}

/** Said as long as it is true, in words that may be read over a shoulder. */
export function renderProtection(hote) {
  const {t} = hote;
  if (!hote.ephemere) return nothing;
  return html`<p class="protection">${renderIcone(t, 'cadenas')}<span>${t('protection.note')}</span></p>`;
}

/** Said in the person's language, as long as nobody has read these translations again. */
export function renderNonRelue(hote) {
  const {t} = hote;
  if (t.langue === 'fr') return nothing;
  return html`<p class="protection traduction">${renderIcone(t, 'langue')}<span>${t('langue.non_relue')}</span></p>`;
}

/** Emergency numbers stay in sight whatever is said next. */
export function renderUrgence(hote) {
  const {t} = hote;
  const urgente = hote.bulles.findLast((bulle) => bulle.urgent && bulle.contacts?.length);
  if (!urgente || hote.urgenceMasquee === urgente.seq) return nothing;
  return html`<aside class="urgence" aria-label=${t('conversation.urgence_titre')}>
    <strong>${renderIcone(t, 'alerte')}${t('conversation.urgence_titre')}</strong>
    <ul>
      ${urgente.contacts
        .filter((contact) => contact.telephone || contact.sms)
        .slice(0, 2)
        .map(
          (contact) => html`<li>
            <a class="appel" href="${contact.telephone ? 'tel' : 'sms'}:${(contact.telephone ?? contact.sms).replace(/[^\d+]/g, '')}"
              >${renderIcone(t, contact.telephone ? 'telephone' : 'sms')}<span
                ><bdi class="numero" dir="ltr">${contact.telephone ?? contact.sms}</bdi>
                <span class="hors-vue"><bdi>${contact.nom}</bdi></span></span
              ></a>
          </li>`,
        )}
    </ul>
    <button type="button" class="discret" @click=${() => hote.hideUrgence(urgente.seq)}>
      ${renderIcone(t, 'fermer')}<span class="hors-vue">${t('conversation.urgence_masquer')}</span>
    </button>
  </aside>`;
}

export function renderFil(hote) {
  const {t} = hote;
  return html`<div
      role="log"
      aria-live=${hote.annonce ? 'polite' : 'off'}
      aria-relevant="additions"
      aria-label=${t('conversation.titre')}
    >
      <ol class="fil" role="list">
        ${repeat(
          hote.fil,
          (bulle) => bulle.cle,
          (bulle) => renderBulle(hote, bulle),
        )}
      </ol>
    </div>
    ${hote.saisie || hote.saisieHumaine
      ? html`<p class="saisie" aria-hidden="true"><span></span><span></span><span></span></p>`
      : nothing}`;
}

export function renderEtat(hote) {
  const {t} = hote;
  const coupee = hote.etat === 'coupee';
  const messages = [
    coupee ? t(hote.protege ? 'conversation.coupee_protege' : 'conversation.coupee') : '',
    hote.retard ? t(hote.protege ? 'conversation.retard_protege' : 'conversation.retard') : '',
    hote.note,
  ].filter(Boolean);
  return html`<p class="etat ${messages.length ? '' : 'vide'} ${coupee ? 'coupee' : ''}" role="status">
    ${messages.length ? renderIcone(t, coupee ? 'coupure' : 'horloge') : nothing}
    <span>${messages.join(' ')}</span>
    <span class="hors-vue">${hote.saisie ? t('conversation.saisie') : ''}${sayTyping(hote)}</span>
  </p>`;
}
