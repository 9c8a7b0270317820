import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { proposeMapping } from "../src/ingest/guess/propose-mapping.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { parseMapping } from "../src/ingest/mapping.ts";
import type { FieldRule, Mapping } from "../src/ingest/mapping-rules.ts";
import { openSource } from "../src/ingest/open-source.ts";
import { linesOf } from "../src/ingest/source.ts";
import { createEventRow } from "../src/nouns/event-row.ts";

const FOLDER = fileURLToPath(new URL("../examples/mappings/", import.meta.url));
const SAMPLES = `${FOLDER}samples/`;
/** Mappings of data sets too large to have a sample here; their own tests read the data where it is. */
const WITHOUT_SAMPLE = ["fake-stars", "kuairand"];
/** Rows of each sample, all of which must become events. */
const SAMPLE_ROWS = 12;

const samples = readdirSync(SAMPLES).map((file) => ({ file, name: file.replace(/\.\w+$/, "") }));
const mappingOf = (name: string): Mapping =>
  parseMapping(readFileSync(`${FOLDER}${name}.yaml`, "utf8"), `${name}.yaml`);

describe("shipped mappings", () => {
  it("each have a sample, and each sample a mapping", () => {
    const mappings = readdirSync(FOLDER).filter((file) => file.endsWith(".yaml"));
    const named = mappings
      .map((file) => file.replace(/\.yaml$/, ""))
      .filter((name) => !WITHOUT_SAMPLE.includes(name));
    expect(named.sort()).toEqual(samples.map(({ name }) => name).sort());
  });

  it.each(samples)("$name reads its sample without a refused row", async ({ file, name }) => {
    const source = await openSource({ path: `${SAMPLES}${file}` }, { mapping: mappingOf(name) });
    const decoder = createDecoder();
    const row = createEventRow();
    const ids = new Set<string>();
    const refused: unknown[] = [];
    for await (const read of source.chunks()) {
      const chunk = linesOf(read);
      refused.push(...chunk.rejections);
      for (const line of Buffer.from(chunk.bytes).toString("utf8").split("\n")) {
        if (line === "") continue;
        const bytes = Buffer.from(line);
        const rejection = decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY);
        if (rejection !== null) refused.push(rejection);
        ids.add((JSON.parse(line) as { id: string }).id);
        // The samples are of two days of November 2026: a time in another year was misread.
        expect(new Date(row.occurredAtMs).toISOString()).toMatch(/^2026-11-1[5-9]/);
      }
    }
    expect(refused).toEqual([]);
    expect(ids.size).toBe(SAMPLE_ROWS);
  });

  it.each(samples)("`map` finds $name by itself", async ({ file, name }) => {
    const found = await proposeMapping(`${SAMPLES}${file}`, new Map(), "UTC");
    if (found.kind !== "proposal") throw new Error(`${file}: ${found.kind}`);
    expect(found.proposal.guess.questions.filter(({ must }) => must)).toEqual([]);
    expect(found.proposal.refusedCount).toBe(0);
    expect(whatIsRead(found.proposal.mapping)).toEqual(whatIsRead(mappingOf(name)));
  });
});

/** Each event's fields with the columns or words they come from. Names of a file's only target are left out: people give them. */
function whatIsRead({ events }: Mapping): unknown {
  return events.map(({ fields, when }) => ({
    when,
    fields: Object.fromEntries(
      fields
        .filter(({ path }) => path.join(".") !== "id")
        .map((field) => [field.path.join("."), sourceOf(field)] as const)
        .filter(([path, source]) => !(path === "target.id" && typeof source === "string")),
    ),
  }));
}

function sourceOf({ from, constant, unit, translate }: FieldRule): unknown {
  return from === undefined
    ? String(constant)
    : { columns: from.columns, unit, words: [...(translate ?? [])] };
}
