/** The interface's words, as the server sends them: plurals and dates follow the language. */

/** Dates keep the digits and the calendar that French papers show: Persian would count from 622. */
const latin = (locale) => `${locale}-u-ca-gregory-nu-latn`;

export function createTextes({langue, locale = langue, langues, dir, textes, icones}) {
  const pluriel = new Intl.PluralRules(langue);
  const longue = new Intl.DateTimeFormat(latin(locale), {dateStyle: 'long'});
  const mois = new Intl.DateTimeFormat(latin(locale), {month: 'long', year: 'numeric'});
  const court = new Intl.DateTimeFormat(latin(locale), {month: 'short', year: 'numeric'});
  const nomMois = new Intl.DateTimeFormat(latin(locale), {month: 'long'});
  const relatif = new Intl.RelativeTimeFormat(latin(locale), {numeric: 'auto'});

  function t(cle, valeurs = {}) {
    let modele = textes[cle];
    if (modele === undefined && valeurs.n !== undefined) {
      modele = textes[`${cle}.${pluriel.select(valeurs.n)}`] ?? textes[`${cle}.other`];
    }
    if (modele === undefined) return cle;
    return modele.replace(/\{(\w+)\}/g, (marque, nom) => valeurs[nom] ?? marque);
  }

  // Noon keeps the same day in every time zone.
  const jour = (iso) => new Date(`${iso.slice(0, 10)}T12:00:00`);

  const ordinal = (texte) =>
    'date.premier' in textes ? texte.replace(/^1(?=\s)/, textes['date.premier']) : texte;

  return Object.assign(t, {
    langue,
    langues: langues ?? {},
    dir,
    icones,
    has: (cle) => cle in textes,
    date: (iso) => ordinal(longue.format(jour(iso))),
    month: (iso) => mois.format(jour(`${iso.slice(0, 7)}-01`)),
    shortMonth: (iso) => court.format(jour(iso)),
    monthName: (numero) => nomMois.format(new Date(2026, numero, 15)),
    seenOn(valeur) {
      if (!valeur) return t('source.date_inconnue');
      const texte = String(valeur);
      if (texte.length === 4) return texte;
      return texte.length === 7 ? t.month(texte) : t.date(texte);
    },
    distance(iso, aujourdhui) {
      const jours = Math.round((jour(iso) - jour(aujourdhui)) / 86400000);
      if (Math.abs(jours) < 21) return relatif.format(jours, 'day');
      if (Math.abs(jours) < 61) return relatif.format(Math.round(jours / 7), 'week');
      return relatif.format(Math.round(jours / 30.4), 'month');
    },
  });
}
