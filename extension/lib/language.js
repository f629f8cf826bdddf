// Which language the user is spoken to in; the service tells its reasons in the same.

import { locale } from "./say.js";

/** Two letters, such as "de". */
export const language = () => locale().split("-")[0];
