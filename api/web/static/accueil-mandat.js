/* Drawing a signature, printing, and making a photo light enough for a slow line. */
const POIDS = 650_000;
const COTE = 1600;

for (const bouton of document.querySelectorAll(".imprimer")) {
  bouton.addEventListener("click", () => window.print());
}

const toile = document.querySelector("canvas.signature");
if (toile) {
  const form = toile.closest("form");
  const plume = toile.getContext("2d");
  plume.lineWidth = 3;
  plume.lineCap = "round";
  let traits = [];
  let courant = null;
  const ou = (e) => {
    const cadre = toile.getBoundingClientRect();
    const x = Math.round(((e.clientX - cadre.left) * toile.width) / cadre.width);
    return [x, Math.round(((e.clientY - cadre.top) * toile.height) / cadre.height)];
  };
  toile.addEventListener("pointerdown", (e) => {
    toile.setPointerCapture(e.pointerId);
    courant = [ou(e)];
    traits.push(courant);
  });
  toile.addEventListener("pointermove", (e) => {
    if (!courant) return;
    const point = ou(e);
    plume.beginPath();
    plume.moveTo(...courant.at(-1));
    plume.lineTo(...point);
    plume.stroke();
    courant.push(point);
    form.elements.traits.value = JSON.stringify(traits);
  });
  toile.addEventListener("pointerup", () => (courant = null));
  form.querySelector(".recommencer").addEventListener("click", () => {
    traits = [];
    form.elements.traits.value = "";
    plume.clearRect(0, 0, toile.width, toile.height);
  });
}

const papier = document.querySelector('input[type="file"][name="papier"]');
papier?.addEventListener("change", async () => {
  const [fichier] = papier.files;
  if (!fichier?.type.startsWith("image/") || fichier.size <= POIDS) return;
  const image = await createImageBitmap(fichier);
  const echelle = Math.min(1, COTE / Math.max(image.width, image.height));
  const dessin = document.createElement("canvas");
  dessin.width = Math.round(image.width * echelle);
  dessin.height = Math.round(image.height * echelle);
  dessin.getContext("2d").drawImage(image, 0, 0, dessin.width, dessin.height);
  const leger = await new Promise((fini) => dessin.toBlob(fini, "image/jpeg", 0.7));
  const panier = new DataTransfer();
  panier.items.add(new File([leger], "mandat.jpg", { type: "image/jpeg" }));
  papier.files = panier.files;
});
