import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const DATA = fileURLToPath(new URL("../../../shared/data/", import.meta.url));

/** Path of a real data file that lies beside the project, and why its tests are left out when it does not. */
export function realData(path: string): { readonly file: string; readonly skip: string | null } {
  const file = `${DATA}${path}`;
  return { file, skip: existsSync(file) ? null : `no \`../shared/data/${path}\` beside the project` };
}
