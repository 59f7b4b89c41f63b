/**
 * French pieces of a translated text come between two invisible signs (U+2066, U+2069).
 * In the page they become <bdi lang="fr" dir="ltr">; in an attribute the signs go.
 */

import {html as lit} from './vendor/lit.js';

const PIECE = /\u2066([^\u2069]*)\u2069/;
const places = new WeakMap();

export const strip = (texte) => texte.replace(/[\u2066\u2069]/g, '');

const mark = (texte) =>
  texte.split(PIECE).map((part, rang) => (rang % 2 ? lit`<bdi lang="fr" dir="ltr">${part}</bdi>` : part));

function convert(valeur, attribut) {
  if (Array.isArray(valeur)) return valeur.map((part) => convert(part, attribut));
  if (typeof valeur !== 'string' || !valeur.includes('\u2066')) return valeur;
  return attribut ? strip(valeur) : mark(valeur);
}

/** For each value of a template, whether it stands inside a tag. */
function findPlaces(morceaux) {
  let dedans = false;
  return morceaux.slice(0, -1).map((morceau) => {
    const [ouvre, ferme] = [morceau.lastIndexOf('<'), morceau.lastIndexOf('>')];
    if (ouvre !== ferme) dedans = ouvre > ferme;
    return dedans;
  });
}

export function html(morceaux, ...valeurs) {
  if (!places.has(morceaux)) places.set(morceaux, findPlaces(morceaux));
  const attributs = places.get(morceaux);
  return lit(morceaux, ...valeurs.map((valeur, rang) => convert(valeur, attributs[rang])));
}
