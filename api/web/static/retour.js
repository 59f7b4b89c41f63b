/** The return link, with scripts: the exchange gives its access to the chat, not to a cookie. */
import {Memoire} from './memoire.js';

const formulaire = document.querySelector('form.retour');

formulaire.addEventListener('submit', async (evenement) => {
  evenement.preventDefault();
  const lien = decodeURIComponent(location.pathname.split('/').pop());
  const reponse = await fetch('/api/v1/liens/echange', {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({lien}),
  }).catch(() => null);
  if (!reponse) {
    formulaire.submit();
    return;
  }
  if (!reponse.ok) {
    const inconnu = document.querySelector('.retour-inconnu');
    inconnu.hidden = false;
    formulaire.remove();
    return;
  }
  const memoire = new Memoire(location.origin);
  memoire.clear();
  const {id, conversation, jeton, protege} = await reponse.json();
  const acces = {dossier: id, conversation, jeton};
  if (protege) memoire.handOver(acces);
  else memoire.acces = acces;
  location.replace('/');
});
