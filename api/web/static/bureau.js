// What the desk's pages do by themselves: hear the stream, and say when they are out of date.
// Everything works without this file: forms, links, and a page one loads again.

const corps = document.body;
const coupure = document.getElementById('coupure');

// One stream for each page. Its events become events of the page: « file », « bulle », « saisie »,
// « traduit », « plan », « presence », « alerte »; htmx and other modules listen to them on the body.
const EVENEMENTS = ['file', 'bulle', 'saisie', 'traduit', 'plan', 'presence', 'alerte'];

function hear(adresse) {
  const flux = new EventSource(adresse);
  for (const nom of EVENEMENTS) {
    flux.addEventListener(nom, (e) => {
      corps.dispatchEvent(new CustomEvent(nom, {detail: e.data}));
    });
  }
}

function told(coupee) {
  if (coupure) coupure.hidden = !coupee;
}

if (corps.dataset.flux) hear(corps.dataset.flux);
// A missing fragment (404) is not a cut: its link stays.
corps.addEventListener('htmx:responseError', (e) => {
  if (e.detail.xhr.status !== 404) told(true);
});
// A sentence was put in the answer: one goes on writing after it.
corps.addEventListener('htmx:afterSettle', (e) => {
  const champ = e.target.id === 'redaction' && e.target.querySelector('textarea');
  if (champ) {
    champ.focus();
    champ.setSelectionRange(champ.value.length, champ.value.length);
  }
});
corps.addEventListener('htmx:sendError', () => told(true));
corps.addEventListener('htmx:afterOnLoad', () => told(false));
