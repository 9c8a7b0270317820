import { existsSync, readFileSync } from "node:fs";
import { createEventColumns, type EventColumns } from "../src/detect/columns/event-columns.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { parseMapping } from "../src/ingest/mapping.ts";
import { openSource } from "../src/ingest/open-source.ts";
import { linesOf } from "../src/ingest/source.ts";
import { createEventRow } from "../src/nouns/event-row.ts";
import type { RealDataSet } from "./real-data.ts";

const EVENTS_MAX = 5_000_000;

/** A real export as columns, or null where it is not there. */
export async function realColumns(set: RealDataSet, root: URL): Promise<EventColumns | null> {
  if (!existsSync(new URL(set.file, root))) return null;
  const mapping = parseMapping(readFileSync(new URL(set.mapping, root), "utf8"), set.mapping);
  const source = await openSource({ path: new URL(set.file, root).pathname }, { mapping });
  const builder = createEventColumns(EVENTS_MAX);
  const decoder = createDecoder();
  const row = createEventRow();
  let count = 0;
  for await (const chunk of source.chunks()) {
    const { bytes } = linesOf(chunk);
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(0x0a, start);
      if (decoder.decode(bytes, start, end, row, Number.POSITIVE_INFINITY) === null)
        builder.add(row, count++);
      start = end + 1;
    }
  }
  return builder.columns();
}
