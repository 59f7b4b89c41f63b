/** Quick exit of the pages: this page leaves the history; two Escapes do the same. */
const sortie = document.querySelector('a.quitter');
const chat = () => document.querySelector('jalons-chat');

function leave(evenement) {
  evenement.preventDefault();
  try {
    for (const lieu of [localStorage, sessionStorage]) {
      for (const cle of Object.keys(lieu)) if (cle.startsWith('jalons:')) lieu.removeItem(cle);
    }
  } catch {
    /* nothing was kept */
  }
  location.replace('/quitter');
}

if (sortie) {
  // A page that comes back from the browser's own memory must not show what was left.
  addEventListener('pageshow', (evenement) => evenement.persisted && location.reload());
  let dernier = -Infinity;
  sortie.addEventListener('click', leave);
  addEventListener('keydown', (evenement) => {
    if (evenement.key !== 'Escape' || chat()) return;
    if (evenement.timeStamp - dernier < 500) leave(evenement);
    dernier = evenement.timeStamp;
  });
}
