import { totalWordOf } from "../kernels/text/total-row.ts";
import type { Rejection } from "../nouns/codes.ts";
import type { EventRow } from "../nouns/event-row.ts";
import { createDecoder } from "./json-decoder.ts";
import type { RowMapper } from "./map-rows.ts";
import { PlainRecord } from "./plain-record.ts";
import { refusedAtDoor } from "./refused-at-door.ts";
import type { Row } from "./row.ts";
import { createRunCollector } from "./run-collector.ts";
import type { EventSink, TableChunk } from "./source.ts";

/** A row of columns, and where it stands in the input. */
export interface TableRecord<T> {
  readonly fields: T;
  readonly line: number;
}

const NONE_SET_ASIDE: readonly Rejection[] = [];

/**
 * Rows of columns and the mapping of their file → a chunk whose events are decoded once, straight from the columns. What is
 * not plain takes the way over a line of JSON, which also says what is wrong with it.
 * `rowOf`: a record's fields as a row, good until its next call; a rejection where they are none.
 */
export function tableChunk<T>(
  records: Iterable<TableRecord<T>>,
  rowOf: (fields: T) => Row | Omit<Rejection, "line">,
  mapRow: RowMapper,
  { rejections, bytesRead }: { readonly rejections: readonly Rejection[]; readonly bytesRead: number },
): TableChunk {
  let made = 0;
  return {
    kind: "table",
    rejections,
    bytesRead,
    made: () => made,
    events(into, strict, given) {
      /** Of the row in hand; null where a rejection is of its own. */
      let inHand: T | null = null;
      const sink: EventSink = {
        event(line, setAside) {
          made++;
          return given.event(line, setAside);
        },
        rejected(rejection) {
          made++;
          const total = inHand === null ? null : totalOf(inHand);
          given.rejected(total === null ? rejection : totalRejection(total, rejection.line));
        },
      };
      const read = readerInto(into, strict, sink);
      for (const { fields, line } of records) {
        const row = rowOf(fields);
        inHand = typeof row === "function" ? fields : null;
        if (typeof row !== "function") sink.rejected({ ...row, line });
        else {
          if (!read(mapRow, row, line, fields instanceof PlainRecord ? fields : null)) return false;
        }
      }
      return true;
    },
    toLines() {
      const collected = createRunCollector();
      collected.rejections.push(...rejections);
      for (const { fields, line } of records) {
        const row = rowOf(fields);
        if (typeof row !== "function") collected.rejections.push({ ...row, line });
        else {
          const before = collected.rejections.length;
          collected.map(mapRow, row, line);
          const word = collected.rejections.length > before ? totalOf(fields) : null;
          if (word !== null)
            collected.rejections.splice(before, Number.POSITIVE_INFINITY, totalRejection(word, line));
        }
      }
      const run = collected.take();
      made = run.lines.length + run.rejections.length - rejections.length;
      return { kind: "lines", ...run, bytesRead };
    },
  };
}

/** A row of cells that adds up the others → the word that says so. */
function totalOf(fields: unknown): string | null {
  if (fields instanceof PlainRecord) return totalWordOf(fields.texts());
  return Array.isArray(fields) ? totalWordOf(fields as readonly (string | null)[]) : null;
}

/** A total below the table is no event that lacks something: it is said to be one. */
function totalRejection(word: string, line: number): Rejection {
  return { code: "missing_field", line, field: "", value: word, hint: TOTAL_HINT };
}
const TOTAL_HINT = "a row that adds up the others, no event: nothing is lost";

/** Rows one after another → their events in `into`, told to the sink. */
function readerInto(into: EventRow, strict: boolean, sink: EventSink) {
  const decoder = createDecoder({ door: true, strict });
  const toBytes = new TextEncoder();
  let at = 0;
  const told = {
    filled(): boolean {
      const refused = refusedAtDoor(into);
      if (refused === null) return sink.event(at, NONE_SET_ASIDE);
      sink.rejected({ ...refused, line: at });
      return true;
    },
    line(line: string): boolean {
      const bytes = toBytes.encode(line);
      const rejection = decoder.decode(bytes, 0, bytes.length, into, Number.POSITIVE_INFINITY);
      if (rejection !== null) {
        sink.rejected({ ...rejection, line: at });
        return true;
      }
      into.start = 0;
      into.end = bytes.length;
      return sink.event(at, decoder.setAside);
    },
    troubled(trouble: Omit<Rejection, "line">): void {
      sink.rejected({ ...trouble, line: at });
    },
  };
  return (mapRow: RowMapper, row: Row, line: number, record: PlainRecord | null): boolean => {
    at = line;
    return mapRow.events(row, into, told, record);
  };
}
