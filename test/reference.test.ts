import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { referencePages } from "../scripts/generate-reference.ts";

test("the committed reference is what the code generates", async () => {
  for (const [path, text] of await referencePages()) {
    const committed = await readFile(new URL(`../${path}`, import.meta.url), "utf8");
    expect(committed === text, `${path} is stale: run \`node scripts/generate-reference.ts\``).toBe(true);
  }
});
