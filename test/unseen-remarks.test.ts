import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { makeTexts, ndjson, type UnseenText } from "../evaluate/remarks/unseen/make-texts.ts";

const FOLDER = path.resolve(import.meta.dirname, "../evaluate/remarks/unseen");
const FILES = ["bought.ndjson", "honest.ndjson", "grey.ndjson"] as const;
const BYTES_MAX = 2_000_000;
const FIELDS = new Set([
  "remark",
  "amount_minor",
  "currency",
  "scene",
  "payee_kind",
  "category",
  "label",
  "kind",
  "from",
]);

function read(file: string): string {
  return readFileSync(path.join(FOLDER, file), "utf8");
}

function textsOf(file: string): readonly UnseenText[] {
  return read(file)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as UnseenText);
}

/** `label kind` → how many texts, and how many of them are written by hand. */
function counts(texts: readonly UnseenText[]): ReadonlyMap<string, string> {
  const kinds = Map.groupBy(texts, ({ label, kind }) => `${label} ${kind}`);
  return new Map(
    [...kinds].map(([key, members]) => [
      key,
      `${members.length} ${members.filter(({ from }) => from === "written").length}`,
    ]),
  );
}

/** The same from the README's tables: `| label | kind | texts | written |`. */
function statedCounts(): ReadonlyMap<string, string> {
  const rows = read("README.md").matchAll(/^\| (bought|honest|grey) \| (\S+) \| (\d+) \| (\d+) \|/gm);
  return new Map([...rows].map(([, label, kind, all, written]) => [`${label} ${kind}`, `${all} ${written}`]));
}

const all = FILES.flatMap(textsOf);

describe("the remarks that nobody tunes on", () => {
  it("come from the written lists, byte for byte", () => {
    const made = makeTexts();
    expect([...made.keys()].sort()).toEqual([...FILES].sort());
    for (const file of FILES) expect(ndjson(made.get(file)!) === read(file), `${file} is stale`).toBe(true);
  });

  it("hold no text twice, under one label or two", () => {
    const seen = new Map<string, string>();
    const twice = all.flatMap(({ remark, label, kind }) => {
      const before = seen.get(remark);
      seen.set(remark, `${label} ${kind}`);
      return before === undefined ? [] : [`\`${remark}\`: ${before}, ${label} ${kind}`];
    });
    expect(twice).toEqual([]);
  });

  it("have the fields, labels and amounts of the contract", () => {
    for (const file of FILES) {
      const faulty = textsOf(file).filter(
        (text) =>
          `${text.label}.ndjson` !== file ||
          text.remark.trim() === "" ||
          !text.remark.isWellFormed() ||
          Object.keys(text).some((field) => !FIELDS.has(field)) ||
          (text.amount_minor === undefined) !== (text.currency === undefined) ||
          (text.amount_minor !== undefined &&
            !(Number.isInteger(text.amount_minor) && text.amount_minor > 0)),
      );
      expect(faulty, file).toEqual([]);
    }
  });

  it("are as many a kind as the README says", () => {
    expect(counts(all)).toEqual(statedCounts());
  });

  it("are enough for the goals, and small enough for the repository", () => {
    const of = (label: string) => all.filter((text) => text.label === label);
    const kinds = (label: string) => new Set(of(label).map(({ kind }) => kind)).size;
    expect(of("bought").length).toBeGreaterThanOrEqual(1_200);
    expect(of("bought").filter(({ from }) => from === "written").length).toBeGreaterThanOrEqual(400);
    expect(kinds("bought")).toBeGreaterThanOrEqual(25);
    expect(of("honest").length).toBeGreaterThanOrEqual(6_000);
    expect(kinds("honest")).toBeGreaterThanOrEqual(30);
    expect(FILES.reduce((sum, file) => sum + statSync(path.join(FOLDER, file)).size, 0)).toBeLessThan(
      BYTES_MAX,
    );
  });
});
