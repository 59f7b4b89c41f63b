/** The element's tokens: a page may give each of them as `--jalons-…`. */

import {css} from './vendor/lit.js';

export const jetons = css`
  :host {
    display: block;
    --j-fond: var(--jalons-fond, #f6f3ec);
    --j-surface: var(--jalons-surface, #fffdf9);
    --j-creux: var(--jalons-creux, #efeae0);
    --j-encre: var(--jalons-encre, #1d2a30);
    --j-encre-douce: var(--jalons-encre-douce, #4b5a61);
    --j-trait: var(--jalons-trait, #dcd5c6);
    --j-trait-fort: var(--jalons-trait-fort, #7b7466);
    --j-primaire: var(--jalons-primaire, #0b5563);
    --j-primaire-vif: var(--jalons-primaire-vif, #084350);
    --j-primaire-clair: var(--jalons-primaire-clair, #e0eeee);
    --j-sur-primaire: var(--jalons-sur-primaire, #ffffff);
    --j-jour: var(--jalons-jour, #a6410b);
    --j-succes: var(--jalons-succes, #1d6639);
    --j-succes-clair: var(--jalons-succes-clair, #e3f1e6);
    --j-doute: var(--jalons-doute, #6f4600);
    --j-doute-clair: var(--jalons-doute-clair, #fdf0cf);
    --j-urgence: var(--jalons-urgence, #9b1029);
    --j-urgence-clair: var(--jalons-urgence-clair, #fdebec);
    --j-agent: var(--jalons-agent, #46378c);
    --j-agent-clair: var(--jalons-agent-clair, #edeaf8);
    --j-focus: var(--jalons-focus, #0a58ca);
    --j-police: var(--jalons-police, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Arabic', sans-serif);
    --j-rayon: var(--jalons-rayon, 14px);
    color-scheme: light dark;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --j-fond: var(--jalons-fond, #0f171b);
      --j-surface: var(--jalons-surface, #172127);
      --j-creux: var(--jalons-creux, #1f2b32);
      --j-encre: var(--jalons-encre, #e9eff1);
      --j-encre-douce: var(--jalons-encre-douce, #b5c3c9);
      --j-trait: var(--jalons-trait, #304049);
      --j-trait-fort: var(--jalons-trait-fort, #8b9ca4);
      --j-primaire: var(--jalons-primaire, #84d3dc);
      --j-primaire-vif: var(--jalons-primaire-vif, #a8e3ea);
      --j-primaire-clair: var(--jalons-primaire-clair, #163a41);
      --j-sur-primaire: var(--jalons-sur-primaire, #06262c);
      --j-jour: var(--jalons-jour, #ffb07f);
      --j-succes: var(--jalons-succes, #90d8a8);
      --j-succes-clair: var(--jalons-succes-clair, #153020);
      --j-doute: var(--jalons-doute, #ffd487);
      --j-doute-clair: var(--jalons-doute-clair, #33270c);
      --j-urgence: var(--jalons-urgence, #ffa3af);
      --j-urgence-clair: var(--jalons-urgence-clair, #3c151c);
      --j-agent: var(--jalons-agent, #c9bdff);
      --j-agent-clair: var(--jalons-agent-clair, #272145);
      --j-focus: var(--jalons-focus, #9ec5ff);
    }
  }
  :host([hidden]) {
    display: none !important;
  }
`;
