/** The element's whole look, in the order it cascades. */

import {cadre} from './styles-cadre.js';
import {droits} from './styles-droits.js';
import {etape} from './styles-etape.js';
import {fil} from './styles-fil.js';
import {jetons} from './styles-jetons.js';
import {planche} from './styles-plan.js';
import {reponse} from './styles-reponse.js';

export const styles = [jetons, cadre, fil, reponse, etape, droits, planche];
