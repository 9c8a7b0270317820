import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { limitFiles, referencePages } from "../scripts/generate-reference.ts";

const ROOT = new URL("../", import.meta.url);

test("the committed reference is what the code generates", async () => {
  for (const [path, text] of await referencePages()) {
    const committed = await readFile(new URL(path, ROOT), "utf8");
    expect(committed === text, `${path} is stale: run \`npm run reference\``).toBe(true);
  }
});

test("every page of the reference is generated, and every file of limits is in it", async () => {
  const pages = await readdir(new URL("docs/reference", ROOT));
  expect(pages.sort()).toEqual(
    [...(await referencePages()).keys()].map((path) => path.split("/").at(-1)).sort(),
  );
  const files = await readdir(new URL("src", ROOT), { recursive: true });
  const limits = files.filter((file) => /(?:^|[/-])limits\.ts$/.test(file)).map((file) => `src/${file}`);
  expect(limitFiles().sort()).toEqual(limits.sort());
});
