// Which language the user is spoken to in, by us and by the service.

import { locale } from "./say.js";

/** Two letters, such as "de". */
export const language = () => locale().split("-")[0];
