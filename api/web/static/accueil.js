/* The screen works without this: it keeps a draft through a cut, and says what came on the other device. */
const attente = 5000;

for (const form of document.querySelectorAll("[data-brouillon]")) {
  const cle = `jalons-brouillon-${form.dataset.brouillon}`;
  const champ = form.querySelector("textarea");
  if (!champ.value) champ.value = sessionStorage.getItem(cle) ?? "";
  champ.addEventListener("input", () => sessionStorage.setItem(cle, champ.value));
  // Sent when the conversation holds it, or when a secret of it was masked. A cut sends nothing: the draft stays.
  const dernier = [...document.querySelectorAll(".bulle.usager .texte")].at(-1)?.textContent.trim();
  const masque = new URLSearchParams(location.search).has("masque");
  if (champ.value && (dernier === champ.value.trim() || masque)) {
    sessionStorage.removeItem(cle);
    champ.value = "";
  }
  champ.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) form.requestSubmit();
  });
}

const fil = document.querySelector(".fil");
if (fil) fil.scrollTop = fil.scrollHeight;

const ecoute = document.querySelector("[data-fil]");
const nouveau = document.querySelector(".nouveau");
async function regarder() {
  if (!document.hidden) {
    try {
      const reponse = await fetch(ecoute.dataset.fil, { redirect: "error" });
      if (reponse.status === 200) {
        const libre = !document.querySelector("textarea")?.value;
        if (libre && !document.activeElement?.closest("form")) return location.reload();
        nouveau.hidden = false;
      }
    } catch {
      /* cut: the next look may go better */
    }
  }
  setTimeout(regarder, attente);
}
if (ecoute && nouveau) setTimeout(regarder, attente);
