import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { allCases } from "./all-cases.ts";

/** Seed of the published figures: the month of the first run. */
export const SUITE_SEED = 202_611;

/**
 * Writes every file of the suite and its truth to a folder: `files/…` and `truth/NAME.json`.
 * Files stand apart from truths, so that a folder given to the product holds exports alone.
 */
export function writeSuite(folder: string, seed: number): number {
  const cases = allCases(seed);
  for (const one of cases) {
    for (const file of one.files) {
      const path = join(folder, "files", file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.bytes);
    }
    mkdirSync(join(folder, "truth"), { recursive: true });
    writeFileSync(join(folder, "truth", `${one.truth.name}.json`), `${JSON.stringify(one.truth, null, 2)}\n`);
  }
  return cases.length;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: "string" }, seed: { type: "string" } } });
  if (values.out === undefined) {
    console.error("usage: node evaluate/exports/suite/make-suite.ts --out FOLDER [--seed N]");
    process.exit(2);
  }
  const seed = values.seed === undefined ? SUITE_SEED : Number(values.seed);
  if (!Number.isSafeInteger(seed)) {
    console.error(`seed \`${values.seed}\` is not a whole number`);
    process.exit(2);
  }
  console.log(`${writeSuite(values.out, seed)} cases, seed ${seed}, in ${values.out}`);
}
