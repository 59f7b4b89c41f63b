/** The plan beside the conversation: what, with whom, by when, with which papers. */

import {live, nothing, repeat} from './vendor/lit.js';
import {renderAjoutee, renderDemandes} from './direct.js';
import {html} from './isolats.js';
import {renderDroits, renderSautDroits} from './droits.js';
import {renderEcoute} from './ecoute.js';
import {renderFrise} from './frise.js';
import {renderAppel, renderDoute, renderIcone, renderParagraphes, renderSite} from './gabarits.js';
import {renderLieu} from './lieu.js';
import {findUrgency, GROUPES, groupEtapes} from './plan-vue.js';

const GUICHETS_MAX = 3;
const ICONES_GROUPES = {a_faire: 'drapeau', a_verifier: 'doute', plus_tard: 'horloge', faites: 'coche'};

function renderOrganisme(t, organisme) {
  return html`<li class="organisme ${organisme.branche}">
    ${renderIcone(t, organisme.icone)}
    <bdi>${organisme.nom_ici}</bdi>
  </li>`;
}

function renderEcheance(t, etape, plan) {
  const {echeance} = etape;
  if (!echeance) return nothing;
  const avant = echeance.avant_le ?? etape.avant_le;
  const urgence = etape.statut === 'faite' ? null : findUrgency(avant, plan.le);
  return html`<div class="echeance ${urgence ?? ''}">
    ${renderIcone(t, urgence === 'depassee' ? 'alerte' : 'calendrier')}
    <div>
      ${avant
        ? html`<p class="echeance-date">
            <strong>${t(echeance.approximatif ? 'plan.vers_le' : 'plan.avant_le', {date: t.date(avant)})}</strong>
            <span>${urgence === 'depassee' ? t('plan.depassee') : t.distance(avant, plan.le)}</span>
          </p>`
        : nothing}
      ${echeance.debut_le && echeance.debut_le > plan.le
        ? html`<p>${t('plan.a_partir_du', {date: t.date(echeance.debut_le)})}</p>`
        : nothing}
      <p class="echeance-texte">${echeance.texte}</p>
      <p class="pastille type-${echeance.type}">${t(`echeance.${echeance.type}`)}</p>
      ${(etape.echeances ?? []).slice(1).map((autre) => renderAutreEcheance(t, autre))}
    </div>
  </div>`;
}

function renderAutreEcheance(t, {avant_le, approximatif, texte, type}) {
  const date = avant_le
    ? html`<strong>${t(approximatif ? 'plan.vers_le' : 'plan.avant_le', {date: t.date(avant_le)})}.</strong> `
    : nothing;
  return html`<p class="echeance-autre">${date}${texte} <span class="pastille type-${type}">${t(`echeance.${type}`)}</span></p>`;
}

function renderListe(t, icone, cle, elements) {
  if (!elements?.length) return nothing;
  return html`<div class="detail">
    <h5>${renderIcone(t, icone)}${t(cle)}</h5>
    <ul>${elements.map((element) => html`<li>${element}</li>`)}</ul>
  </div>`;
}

function renderTexte(t, icone, cle, texte, classe = '') {
  if (!texte) return nothing;
  return html`<div class="detail ${classe}"><h5>${renderIcone(t, icone)}${t(cle)}</h5><p>${texte}</p></div>`;
}

function renderSources(t, etape) {
  if (!etape.sources?.length) return nothing;
  return html`<details class="sources">
    <summary>${t('plan.sources', {n: etape.sources.length})}</summary>
    <ul>
      ${etape.sources.map(
        (source) => html`<li>
          ${source.url
            ? html`<a href=${source.url} target="_blank" rel="noopener noreferrer">${source.titre}</a>`
            : source.titre}
          <span>${t('source.vue', {date: t.seenOn(source.vu_le)})}</span>
          <span>${t.has(`source.statut.${source.statut}`) ? t(`source.statut.${source.statut}`) : nothing}</span>
        </li>`,
      )}
    </ul>
    ${etape.base ? html`<p>${t('plan.base', {base: etape.base})}</p>` : nothing}
  </details>`;
}

function renderDependance(hote, etape) {
  const {t} = hote;
  if (!etape.depend_de?.length || etape.statut !== 'a-verifier') return nothing;
  return html`<div class="dependance">
    <p>${t('plan.depend_de')}</p>
    <ul class="puces">
      ${etape.depend_de.map(
        ({fait, titre, sensible}) => html`<li class=${sensible ? 'ecran' : ''}>
          <button type="button" class="puce" @click=${() => hote.askFait(fait)}>
            ${renderIcone(t, 'ajouter')}<span><span class="hors-vue">${t('plan.repondre')}</span> ${titre}</span>
          </button>
        </li>`,
      )}
    </ul>
  </div>`;
}

/** Who, and how to reach them: a number to tap, an address, a place. */
function renderQui(hote, etape) {
  const {t} = hote;
  if (!etape.organismes.length) return nothing;
  return html`<div class="detail qui">
    <h5>${renderIcone(t, 'humain')}${t('plan.organismes')}</h5>
    <ul>
      ${etape.organismes.map(
        ({nom, nom_ici, nom_long, telephone, telephone_doute, site, lieu, competent}) => html`<li>
          <p><strong><bdi>${nom_ici}</bdi></strong>${nom_long && nom_long !== nom ? html`, ${nom_long}` : nothing}</p>
          ${competent ? renderCompetent(hote, competent) : nothing}
          ${telephone ? renderAppel(t, telephone) : nothing}
          ${telephone && telephone_doute ? html`<span class="a-confirmer">${t('plan.numero_a_confirmer')}</span>` : nothing}
          ${lieu ? html`<p>${lieu}</p>` : nothing}
          ${site ? renderSite(t, site) : nothing}
        </li>`,
      )}
    </ul>
  </div>`;
}

/** Which office, and why; what is not known is asked or said, never guessed. */
function renderCompetent(hote, competent) {
  const {t} = hote;
  const {statut, pourquoi, question, doute, possibles, site_traitement, guichets} = competent;
  return html`${pourquoi ? html`<p>${pourquoi}</p>` : nothing}
    ${doute ? html`<p class="a-confirmer">${t('plan.a_confirmer')}</p>` : nothing}
    ${possibles.length > 1 ? html`<p>${t('plan.possibles')} <bdi>${possibles.join(', ')}</bdi>.</p>` : nothing}
    ${statut === 'a_preciser' ? html`<p>${question}</p>` : nothing}
    ${statut === 'demander_commune'
      ? html`<p><button type="button" class="lien-bouton" @click=${() => hote.showLieu()}>${t('plan.commune_manque')}</button></p>`
      : nothing}
    ${site_traitement
      ? html`<p>${t('plan.traite_a', site_traitement)} ${site_traitement.pourquoi}
          ${site_traitement.doute ? html`<span class="a-confirmer">${t('plan.a_confirmer')}</span>` : nothing}</p>`
      : nothing}
    ${guichets.slice(0, GUICHETS_MAX).map(
      (guichet) => html`<p><bdi>${guichet.nom}</bdi>${guichet.adresse ? `, ${guichet.adresse}` : nothing}</p>
        ${guichet.telephones.map((numero) => renderAppel(t, numero))}`,
    )}`;
}

/** A step that several moments want says what it also does. */
function renderRaisons(hote, etape) {
  const {t, plan} = hote;
  if (!etape.avec?.length) return nothing;
  return html`<div class="detail raisons">
    <h5>${renderIcone(t, 'ajouter')}${t('plan.sert_aussi')}</h5>
    <ul>
      ${etape.avec.map(
        ({moment, action, doute_texte}) => html`<li>
          <strong>${plan.titres?.[moment] ?? nothing}</strong>
          <div>${renderParagraphes(action, t.langue)}</div>
          ${doute_texte ? renderDoute(t, doute_texte) : nothing}
        </li>`,
      )}
    </ul>
  </div>`;
}

function renderDetails(hote, etape, ouverte) {
  const {t} = hote;
  return html`<details class="comment" ?open=${ouverte}>
    <summary>${t('plan.comment')}<span class="hors-vue"> : ${etape.titre}</span></summary>
    ${etape.action.startsWith('\u2066') ? html`<span class="en-francais">${t('langue.en_francais')}</span>` : nothing}
    <div class="action">${renderParagraphes(etape.action, t.langue)}</div>
    ${renderRaisons(hote, etape)}
    ${renderListe(t, 'alerte', 'plan.pieges', etape.pieges)}
    ${renderListe(t, 'papiers', 'plan.documents', etape.documents)}
    ${renderListe(t, 'site', 'plan.canaux', etape.canaux)}
    ${renderQui(hote, etape)}
    ${renderTexte(t, 'coche', 'plan.automatique', etape.automatique?.texte)}
    ${renderTexte(t, 'horloge', 'plan.retard', etape.retard, 'retard')}
    ${renderListe(t, 'doute', 'plan.conditions', etape.conditions)}
    ${renderSources(t, etape)}
  </details>`;
}

/** What is read aloud of a step: what, by when, how. */
function readEtape(t, {titre, action, echeance}) {
  const date = echeance?.avant_le && t('plan.avant_le', {date: t.date(echeance.avant_le)});
  return [titre, date, echeance?.texte, action].filter(Boolean).join('.\n');
}

function renderEtape(hote, etape, {premiere = false} = {}) {
  const {t, plan} = hote;
  const faite = etape.statut === 'faite';
  return html`<li>
    <article class="etape ${etape.statut} ${premiere ? 'premiere' : ''}" id="etape-${etape.id}" tabindex="-1"
      aria-labelledby="titre-${etape.id}">
      ${premiere ? html`<p class="premiere-marque">${renderIcone(t, 'drapeau')}${t('plan.en_premier')}</p>` : nothing}
      <h4 id="titre-${etape.id}">${etape.titre}</h4>
      <ul class="organismes" role="list" aria-label=${t('plan.organismes')}>
        ${etape.organismes.map((organisme) => renderOrganisme(t, organisme))}
      </ul>
      ${renderAjoutee(t, etape)}
      ${renderEcheance(t, etape, plan)}
      ${etape.doute ? renderDoute(t, etape.doute_texte) : nothing}
      ${renderDependance(hote, etape)}
      ${renderEcoute(hote, etape.id, readEtape(t, etape), t.langue, `titre-${etape.id}`)}
      ${renderDetails(hote, etape, premiere)}
      <label class="case faire">
        <input type="checkbox" .checked=${live(faite)} @change=${(e) => hote.tickEtape(etape, e.target.checked)} />
        <span>${t(faite ? 'plan.fait' : 'plan.cocher')}<span class="hors-vue"> : ${etape.titre}</span></span>
      </label>
    </article>
  </li>`;
}

function renderGroupe(hote, nom, etapes) {
  const {t} = hote;
  if (!etapes.length) return nothing;
  const premiere = nom === 'a_faire' ? etapes.find((etape) => etape.statut !== 'faite') : null;
  const titre = html`${renderIcone(t, ICONES_GROUPES[nom])}<span>${t(`plan.groupe.${nom}`)}</span>
    <span class="nombre"><span class="hors-vue">${t('plan.etapes', {n: etapes.length})}</span
      ><span aria-hidden="true">${etapes.length}</span></span>`;
  const liste = html`<p class="groupe-aide">${t(`plan.groupe_aide.${nom}`)}</p>
    <ul class="etapes" role="list">
      ${repeat(
        etapes,
        (etape) => etape.id,
        (etape) => renderEtape(hote, etape, {premiere: etape === premiere}),
      )}
    </ul>`;
  if (nom === 'a_faire' || nom === 'a_verifier') {
    return html`<section class="groupe ${nom}"><h3>${titre}</h3>${liste}</section>`;
  }
  return html`<details class="groupe ${nom}" id="groupe-${nom}"><summary><h3>${titre}</h3></summary>${liste}</details>`;
}

/** Several moments at once make a long plan: what cannot wait comes first, in a few lines. */
function renderSemaine(hote, plan) {
  const {t} = hote;
  if (plan.moments.length < 2 || !plan.cette_semaine?.length) return nothing;
  const titres = new Map(plan.etapes.map((etape) => [etape.id, etape.titre]));
  return html`<section class="semaine">
    <h3>${renderIcone(t, 'calendrier')}<span>${t('plan.semaine')}</span></h3>
    <p class="groupe-aide">${t('plan.semaine_aide')}</p>
    <ol>
      ${plan.cette_semaine.map(
        (id) => html`<li><button type="button" class="bulle-etape" @click=${() => hote.showEtape(id)}>
          ${titres.get(id)}
        </button></li>`,
      )}
    </ol>
  </section>`;
}

function renderRetirees(t, plan) {
  if (!plan.remplacees?.length) return nothing;
  return html`<section class="retirees">
    <h3>${renderIcone(t, 'doute')}<span>${t('plan.retirees')}</span></h3>
    <ul>${plan.remplacees.map((retiree) => html`<li>${t('plan.retiree', retiree)}</li>`)}</ul>
  </section>`;
}

function renderDeclinaisons(hote, plan) {
  const {t} = hote;
  return plan.declinaisons.map(
    (declinaison) => html`<section class="declinaison ${declinaison.discret ? 'ecran' : ''}">
      <h3>${renderIcone(t, 'humain')}<span>${declinaison.titre}</span></h3>
      <p>${declinaison.change}</p>
      ${declinaison.humain ? html`<p><strong>${t('plan.humain')}</strong> ${declinaison.humain}</p>` : nothing}
      <button type="button" class="bouton" @click=${() => hote.askHuman()}>${t('humain.bouton')}</button>
    </section>`,
  );
}

function renderPrecisions(hote, plan) {
  const {t} = hote;
  if (!plan.precisions?.length) return nothing;
  return html`<section class="precisions">
    <h3>${renderIcone(t, 'ajouter')}<span>${t('plan.precisions')}</span></h3>
    <p>${t('plan.precisions_aide')}</p>
    <ul class="puces">
      ${plan.precisions.map(
        (question) => html`<li><button type="button" class="puce" @click=${() => hote.openQuestion(question)}>
          ${renderIcone(t, 'ajouter')}<span>${question.titre}</span>
        </button></li>`,
      )}
    </ul>
  </section>`;
}

function renderListeFaits(hote, faits) {
  const {t} = hote;
  return html`<dl>
    ${faits.map(
      ({nom, titre, libelle}) => html`<div>
        <dt>${titre}</dt>
        <dd><span>${libelle}</span>
          <button type="button" class="lien-bouton" @click=${() => hote.askFait(nom)}>
            ${t('plan.corriger')}<span class="hors-vue"> : ${titre}</span>
          </button></dd>
      </div>`,
    )}
  </dl>`;
}

/** Someone may be looking over the shoulder: what is sensitive waits for one more gesture. */
function renderFaits(hote, plan) {
  const {t} = hote;
  if (!plan.faits?.length) return nothing;
  const sensibles = plan.faits.filter((fait) => fait.sensible);
  const ordinaires = plan.faits.filter((fait) => !fait.sensible);
  const discret = plan.declinaisons.some((declinaison) => declinaison.discret);
  return html`<details class="faits ${discret || !ordinaires.length ? 'ecran' : ''}">
    <summary><h3>${renderIcone(t, 'crayon')}<span>${t('plan.faits')}</span></h3></summary>
    ${ordinaires.length ? renderListeFaits(hote, ordinaires) : nothing}
    ${sensibles.length
      ? html`<details class="faits-sensibles ecran">
          <summary>${t('plan.faits_sensibles', {n: sensibles.length})}</summary>
          ${renderListeFaits(hote, sensibles)}
        </details>`
      : nothing}
  </details>`;
}

function renderOutils(hote) {
  const {t} = hote;
  const outil = (icone, cle, action) => html`<li><button type="button" class="bouton outil" @click=${action}>
    ${renderIcone(t, icone)}<span>${t(cle)}</span></button></li>`;
  return html`<section class="garder">
    <h3>${renderIcone(t, 'fichier')}<span>${t(hote.protege ? 'pdf.numeros' : 'plan.garder')}</span></h3>
    <ul class="outils" role="list">
      ${hote.protege
        ? outil('fichier', 'menu.numeros', () => hote.download('plan.pdf'))
        : html`
      ${outil('fichier', 'plan.pdf', () => hote.download('plan.pdf'))}
      ${outil('calendrier', 'plan.calendrier', () => hote.download('plan.ics'))}
      ${outil('imprimer', 'plan.imprimer', () => hote.print())}
      ${outil('lien', 'plan.lien', () => hote.openDialogue('lien'))}`}
    </ul>
  </section>`;
}

export function renderPlan(hote) {
  const {t, plan} = hote;
  const vide = !plan?.etapes?.length;
  const faites = vide ? 0 : plan.etapes.filter((etape) => etape.statut === 'faite').length;
  return html`<h2 class="plan-titre" tabindex="-1" id="titre-plan">${renderIcone(t, 'plan')}${t('plan.titre')}</h2>
    ${renderDemandes(hote)}
    ${vide
      ? html`<div class="plan-vide">${renderIcone(t, 'plan', 'grande')}<p>${t('plan.vide')}</p></div>
          ${plan ? renderFaits(hote, plan) : nothing}`
      : html`<p class="plan-resume">
            ${t('plan.resume', {n: plan.etapes.length})}
            <span>${t('plan.faites_sur', {faites, total: plan.etapes.length})}</span>
          </p>
          <progress class="avancement" max=${plan.etapes.length} value=${faites}
            aria-label=${t('plan.avancement')}></progress>
          ${renderSautDroits(hote)}
          ${renderSemaine(hote, plan)}
          ${renderFrise(hote, plan)}
          ${renderGroupes(hote, plan)}
          ${renderDroits(hote)}
          ${renderRetirees(t, plan)}
          ${renderDeclinaisons(hote, plan)}
          ${renderPrecisions(hote, plan)}
          ${renderLieu(hote, plan)}
          ${renderFaits(hote, plan)}
          ${renderOutils(hote)}
          <p class="avertissement">${t('plan.avertissement', {date: t.date(plan.le)})}</p>`}`;
}

function renderGroupes(hote, plan) {
  const groupes = groupEtapes(plan, hote.places);
  return GROUPES.map((nom) => renderGroupe(hote, nom, groupes[nom]));
}
