/** The rights panel: what may be claimed, how much, why, what decides it; never a promise. */

import {nothing, repeat} from './vendor/lit.js';
import {html} from './isolats.js';
import {DECISIFS_MAX, groupDroits, GROUPES_DROITS, listExclus, mayShowDroits, QUESTIONS_MAX} from './droits-vue.js';
import {renderAppel, renderDoute, renderIcone, renderSite} from './gabarits.js';

const ICONES_STATUTS = {
  probable: 'coche',
  a_verifier: 'doute',
  deja_percu: 'banque',
  indisponible: 'coupure',
  peu_probable: 'horloge',
};

function readMontant(t, {montant, nature, statut, organisme}) {
  if (montant) return nature === 'cout' ? t('droits.cout', {montant: montant.texte}) : montant.texte;
  if (nature !== 'montant' || statut === 'peu_probable') return '';
  return t('droits.sans_montant', {organisme: organisme.nom});
}

function renderListe(t, icone, cle, lignes) {
  if (!lignes.length) return nothing;
  return html`<div class="detail">
    <h6>${renderIcone(t, icone)}${t(cle)}</h6>
    <ul>${lignes.map((ligne) => html`<li>${ligne}</li>`)}</ul>
  </div>`;
}

function renderPuces(hote, faits) {
  const {t} = hote;
  return html`<ul class="puces" role="list">
    ${faits.map(
      ({fait, titre}) => html`<li><button type="button" class="puce" @click=${() => hote.askQuestion(fait, titre)}>
        ${renderIcone(t, 'ajouter')}<span><span class="hors-vue">${t('droits.demander')}</span> ${titre}</span>
      </button></li>`,
    )}
  </ul>`;
}

/** What decides it: a button puts the question in the conversation. */
function renderDecisifs(hote, droit) {
  const {t} = hote;
  if (!droit.depend_de.length || droit.statut === 'peu_probable') return nothing;
  return html`<div class="detail ecran">
    <h6>${renderIcone(t, 'doute')}${t('droits.depend_de')}</h6>
    <p>${t('droits.depend_aide')}</p>
    ${renderPuces(hote, droit.depend_de.slice(0, DECISIFS_MAX))}
  </div>`;
}

function renderAFaire(hote, droit) {
  const {t} = hote;
  if (['deja_percu', 'peu_probable'].includes(droit.statut)) return nothing;
  const ici = droit.etapes.filter((etape) => etape.dans_le_plan);
  const {organisme} = droit;
  return html`<div class="detail">
    <h6>${renderIcone(t, 'drapeau')}${t('droits.a_faire')}</h6>
    ${ici.length
      ? html`<ul class="sans-puce" role="list">
          ${ici.map(
            ({id, titre}) => html`<li><button type="button" class="bulle-etape" @click=${() => hote.showEtape(id)}>
              ${t('droits.etape', {titre})}
            </button></li>`,
          )}
        </ul>`
      : html`<p>${t('droits.demander_a', {organisme: organisme.nom})}</p>
          ${organisme.telephone ? renderAppel(t, organisme.telephone) : nothing}
          ${organisme.site ? renderSite(t, organisme.site) : nothing}`}
  </div>`;
}

function renderPourquoi(t, droit) {
  return html`<details class="pourquoi">
    <summary>${t('droits.pourquoi')}<span class="hors-vue"> : ${droit.titre}</span></summary>
    ${droit.pourquoi.length
      ? html`<p>${t('droits.pourquoi_aide')}</p>
          <ul>
            ${droit.pourquoi.map(
              ({titre, libelle, sensible}) => html`<li class=${sensible ? 'ecran' : ''}>${titre} : <strong>${libelle}</strong></li>`,
            )}
          </ul>`
      : html`<p>${t('droits.pourquoi_rien')}</p>`}
    ${renderListe(t, 'doute', 'droits.conditions', droit.conditions)}
  </details>`;
}

function renderSources(t, {sources}) {
  if (!sources.length) return nothing;
  return html`<details class="sources">
    <summary>${t('plan.sources', {n: sources.length})}</summary>
    <ul>
      ${sources.map(
        ({titre, url, vu_le, statut}) => html`<li>
          ${url ? html`<a href=${url} target="_blank" rel="noopener noreferrer">${titre}</a>` : titre}
          <span>${t('source.vue', {date: t.seenOn(vu_le)})}</span>
          <span>${t.has(`source.statut.${statut}`) ? t(`source.statut.${statut}`) : nothing}</span>
        </li>`,
      )}
    </ul>
  </details>`;
}

function renderLien(t, adresse, texte) {
  return html`<p><a class="lien-externe" href=${adresse} target="_blank" rel="noopener noreferrer"
    >${renderIcone(t, 'site')}<span>${texte}</span></a></p>`;
}

function renderDroit(hote, droit) {
  const {t, droits} = hote;
  const montant = readMontant(t, droit);
  const exclus = listExclus(droit, droits);
  return html`<details class="droit ${droit.statut}" id="droit-${droit.id}">
    <summary>
      <span class="droit-tete">
        <span role="heading" aria-level="5" class="droit-titre">${droit.titre}</span>
        ${montant ? html`<bdi class="droit-montant">${montant}</bdi>` : nothing}
        <span class="droit-statut">${renderIcone(t, ICONES_STATUTS[droit.statut])}${droit.statut_texte}</span>
      </span>
    </summary>
    <div class="droit-corps">
      <p>${droit.explication}</p>
      ${droit.statut === 'peu_probable'
        ? renderListe(t, 'ajouter', 'droits.ouvrirait', [droit.ouvrirait])
        : nothing}
      ${droit.doute ? renderDoute(t, droit.doute_texte) : nothing}
      ${droit.attente ? html`<p class="note">${renderIcone(t, 'horloge')}<span>${t('droits.attente_decision')}</span></p>` : nothing}
      ${renderDecisifs(hote, droit)}
      ${renderAFaire(hote, droit)}
      ${renderPourquoi(t, droit)}
      ${renderListe(t, 'horloge', 'droits.change', droit.change)}
      ${exclus.length ? html`<p>${t('droits.exclus', {titres: exclus.join(' ; ')})}</p>` : nothing}
      ${droit.lien ? renderLien(t, droit.lien.url, t('droits.lien', {titre: droit.lien.titre})) : nothing}
      ${renderSources(t, droit)}
    </div>
  </details>`;
}

function renderGroupe(hote, nom, liste) {
  const {t} = hote;
  if (!liste.length) return nothing;
  const titre = html`<h4>${t(`droits.groupe.${nom}`)} <span class="nombre">${liste.length}</span></h4>`;
  const cartes = html`<p class="groupe-aide">${t(`droits.groupe_aide.${nom}`)}</p>
    ${repeat(
      liste,
      (droit) => droit.id,
      (droit) => renderDroit(hote, droit),
    )}`;
  if (nom !== 'peu_probable') return html`<div class="droits-groupe ${nom}">${titre}${cartes}</div>`;
  return html`<details class="droits-groupe ecran ${nom}"><summary>${titre}</summary>${cartes}</details>`;
}

function renderTotal(hote) {
  const {t, droits} = hote;
  if (!droits.total) {
    if (droits.droits.length) return html`<p class="droits-promesse">${t('droits.promesse')}</p>`;
    return droits.disponible ? html`<p>${t('droits.vide')}</p>` : nothing;
  }
  return html`<div class="droits-total">
    <p>${t('droits.total')} <strong><bdi>${droits.total.texte}</bdi></strong></p>
    <p class="droits-promesse">${t('droits.promesse')}</p>
    <p class="groupe-aide">${t('droits.total_exclusifs')} ${droits.total.incomplet ? t('droits.incomplet') : nothing}</p>
  </div>`;
}

function renderEffets(t, {effets}) {
  return effets.map(
    ({texte, effets: lignes, sources}) => html`<div class="droits-groupe">
      <h4>${t('droits.effets')}</h4>
      <p>${texte}</p>
      <ul class="puces-texte">
        ${lignes.map(
          ({titre, sens_texte: sens, avant, apres, quand}) => html`<li><strong>${titre}</strong><br />${
            avant
              ? t('droits.effet', {sens, avant: avant.texte, apres: apres.texte})
              : t('droits.effet_annonce', {sens, quand})
          }</li>`,
        )}
      </ul>
      ${sources.length
        ? html`<p class="douce">${t('plan.sources', {n: sources.length})} : ${sources.map(({titre}) => titre).join(' ; ')}</p>`
        : nothing}
    </div>`,
  );
}

function renderPlusTard(t, {plus_tard}) {
  if (!plus_tard.length) return nothing;
  return html`<div class="droits-groupe">
    <h4>${t('droits.plus_tard')}</h4>
    <ul class="puces-texte">
      ${plus_tard.map(({titre, a_partir_du}) => html`<li>${t('droits.plus_tard_ligne', {titre, date: t.date(a_partir_du)})}</li>`)}
    </ul>
  </div>`;
}

function renderSupposes(hote) {
  const {t, droits} = hote;
  if (!droits.supposes.length) return nothing;
  return html`<details class="droits-groupe ecran">
    <summary><h4>${t('droits.supposes')}</h4></summary>
    <p class="groupe-aide">${t('droits.supposes_aide')}</p>
    <ul class="puces-texte">
      ${droits.supposes.map(
        ({fait, titre, libelle}) => html`<li>${titre} : <strong>${libelle}</strong>
          <button type="button" class="lien-bouton" @click=${() => hote.askQuestion(fait, titre)}>
            ${t('plan.corriger')}<span class="hors-vue"> : ${titre}</span>
          </button></li>`,
      )}
    </ul>
  </details>`;
}

const simulateur = (t) => renderLien(t, t('droits.simulateur_adresse'), t('droits.simulateur'));

function renderContenu(hote) {
  const {t, droits} = hote;
  if (!droits) return nothing;
  const groupes = groupDroits(droits);
  return html`${droits.disponible ? nothing : renderAbsence(hote, droits.message)}
    ${renderTotal(hote)}
    ${droits.questions.length
      ? html`<div class="ecran"><p class="droits-preciser">${t('droits.preciser')}</p>
          ${renderPuces(hote, droits.questions.slice(0, QUESTIONS_MAX))}</div>`
      : nothing}
    ${GROUPES_DROITS.map((nom) => renderGroupe(hote, nom, groupes[nom]))}
    ${renderEffets(t, droits)}
    ${renderPlusTard(t, droits)}
    ${renderSupposes(hote)}
    ${droits.droits.length ? html`<p class="groupe-aide">${droits.mention}</p>` : nothing}
    ${droits.disponible ? simulateur(t) : nothing}`;
}

/** The plan is whole without it: say so plainly, and where the calculation can be had. */
function renderAbsence(hote, message) {
  const {t} = hote;
  return html`<div class="droits-absence">
    <p>${renderIcone(t, 'coupure')}<span>${message}</span></p>
    <button type="button" class="bouton ecran" @click=${() => hote.retryDroits()}>${t('droits.reessayer')}</button>
    ${simulateur(t)}
  </div>`;
}

const isShown = ({plan, droits}) => mayShowDroits(plan) && !droits?.silence;

/** One line at the head of the plan: the panel comes after the steps. */
export function renderSautDroits(hote) {
  const {t, droits} = hote;
  if (!isShown(hote)) return nothing;
  return html`<p class="droits-saut ecran"><button type="button" class="bulle-etape" @click=${() => hote.showDroits()}>
    ${renderIcone(t, 'bilan_droits')}<span>${t('droits.voir')}${droits?.total
      ? html` : <strong><bdi>${droits.total.texte}</bdi></strong>`
      : nothing}</span>
  </button></p>`;
}

export function renderDroits(hote) {
  const {t, etatDroits} = hote;
  if (!isShown(hote)) return nothing;
  return html`<section class="droits" id="droits" aria-labelledby="titre-droits"
    aria-busy=${etatDroits === 'attente' ? 'true' : 'false'}>
    <h3 id="titre-droits" tabindex="-1">${renderIcone(t, 'bilan_droits')}<span>${t('droits.titre')}</span></h3>
    <p class="${etatDroits === 'attente' ? 'droits-etat ecran' : 'hors-vue'}" role="status" aria-live="polite">${readEtat(hote)}</p>
    ${etatDroits === 'echec' ? renderAbsence(hote, t('droits.echec')) : renderContenu(hote)}
  </section>`;
}

/** Said once it is settled: a screen reader hears that the figures are there, or have changed. */
function readEtat({t, droits, etatDroits}) {
  if (etatDroits === 'attente') return t(droits ? 'droits.mise_a_jour' : 'droits.attente');
  if (etatDroits !== 'prets' || !droits?.disponible || !droits.droits.length) return '';
  return droits.total ? t('droits.prete_total', {total: droits.total.texte}) : t('droits.prete');
}
