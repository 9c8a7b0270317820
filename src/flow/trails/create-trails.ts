import { createDecoder } from "../../ingest/json-decoder.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { Decision } from "../../nouns/decision.ts";
import { kindWord } from "../../nouns/event.ts";
import { createEventRow, type EventRow, keyColumn, keyText } from "../../nouns/event-row.ts";
import { hashHex } from "../../nouns/hash.ts";
import type { EventLog, LogBatch } from "../../ports/event-log.ts";
import type { Records } from "../../ports/records.ts";
import type { Trail, TrailEvent, TrailQuery, Trails } from "../../ports/trails.ts";
import type { ForgottenNames } from "../campaigns/forgotten-names.ts";
import { TRAIL_CAMPAIGNS_MAX, TRAIL_EVENTS_MAX, TRAIL_MS_MAX, TRAILS_UNDER_WAY_MAX } from "./trail-limits.ts";

export interface TrailParts {
  readonly log: EventLog;
  readonly records: Records;
  readonly forgotten: ForgottenNames;
  /** Every event before this position is decided. */
  readonly decidedTo: () => number;
  readonly decision: (position: number) => Decision | null;
  /** Events one look goes through; default `TRAIL_EVENTS_MAX`. */
  readonly eventsMax?: number;
}

const ID = keyColumn("id");
/** Of a payment the payer. */
const ACTOR = keyColumn("actor");
const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");
/** The payee's own id is derived, and has no text; that of the payee as a target has. */
const PAYEE = keyColumn("payee");
/** Kinds of targets whose ids are those of accounts. */
const NAMES_PEOPLE = new Set(["account", "payee"]);
/** Within a line, this may stand for any letter of a name. */
const ESCAPE = 0x5c;

/**
 * Trails over the engine's log. There is no index by account: it would cost every event, and hold a second copy of who did what. A
 * look reads the log backwards instead, run by run, at most `TRAIL_EVENTS_MAX` events or `TRAIL_MS_MAX`; only lines that hold the
 * name are decoded. Others are let in between runs.
 */
export function createTrails(parts: TrailParts): Trails {
  const { log, records, forgotten } = parts;
  const eventsMax = parts.eventsMax ?? TRAIL_EVENTS_MAX;
  let underWay = 0;

  async function look(
    name: string,
    { limit, before }: TrailQuery,
    wanted: (row: EventRow) => boolean,
  ): Promise<Trail> {
    const from = before === undefined ? parts.decidedTo() : positionOf(before);
    if (underWay >= TRAILS_UNDER_WAY_MAX) {
      throw new TouchstoneError(
        "overloaded",
        `\`${underWay}\` looks through the log are under way; ask again`,
      );
    }
    underWay++;
    try {
      return await lookBack(name, Math.min(from, parts.decidedTo()), limit, wanted);
    } finally {
      underWay--;
    }
  }

  async function lookBack(
    name: string,
    from: number,
    limit: number,
    wanted: (row: EventRow) => boolean,
  ): Promise<Trail> {
    const decoder = createDecoder();
    const row = createEventRow();
    const sought = Buffer.from(name.toWellFormed());
    const items: TrailEvent[] = [];
    const untilMs = performance.now() + TRAIL_MS_MAX;
    const begin = log.begin("events");
    let end = from;
    let looked = 0;
    let lookedToMs = 0;
    while (end > begin) {
      const run = log.at("events", end - 1);
      if (run === null) {
        end = beforeHole(log, end - 1); // cut out by a repair
        continue;
      }
      const lines = linesHolding(run, end, sought);
      lookedToMs = run.receivedAtMs;
      for (const { position, start, stop } of lines.reverse()) {
        if (decoder.decode(run.bytes, start, stop, row, Number.POSITIVE_INFINITY) !== null || !wanted(row))
          continue;
        items.push(trailEvent(row, parts.decision(position), forgotten));
        if (items.length >= limit) {
          looked += end - position;
          return { items, next: position > begin ? String(position) : null, looked, lookedToMs };
        }
      }
      looked += end - run.first;
      end = run.first;
      if (looked >= eventsMax || performance.now() >= untilMs) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { items, next: end > begin ? String(end) : null, looked, lookedToMs };
  }

  return {
    isErased: (actor) => forgotten.hasName(actor),
    async ofActor(actor, query) {
      if (forgotten.hasName(actor)) return { items: [], next: null, looked: 0, lookedToMs: 0 };
      return look(actor, query, (row) => keyText(row, ACTOR) === actor);
    },
    ofTarget: (kind, id, query) =>
      look(
        id,
        query,
        (row) =>
          (keyText(row, TARGET) === id && keyText(row, TARGET_KIND) === kind) ||
          (kind === "payee" && keyText(row, TARGET_KIND) === null && keyText(row, PAYEE) === id),
      ),
    async campaignsOf(actor) {
      const { campaigns } = records;
      const [member, owner] = await Promise.all([
        campaigns.ofMember(hashHex(actor), actor, TRAIL_CAMPAIGNS_MAX),
        campaigns.ofOwner(hashHex(actor), actor, TRAIL_CAMPAIGNS_MAX),
      ]);
      return { member, owner };
    },
  };
}

/** An event of a trail; names of erased accounts are left out. */
function trailEvent(
  row: EventRow,
  decision: Decision | null,
  forgotten: TrailParts["forgotten"],
): TrailEvent {
  const actor = keyText(row, ACTOR) ?? "";
  const kind = keyText(row, TARGET_KIND);
  const target =
    kind === null
      ? { kind: "payee", id: keyText(row, PAYEE) ?? "" }
      : { kind, id: keyText(row, TARGET) ?? "" };
  return {
    event: keyText(row, ID) ?? "",
    type: kindWord(row.kind),
    atMs: row.occurredAtMs,
    actor: forgotten.hasName(actor) ? "" : actor,
    target: NAMES_PEOPLE.has(target.kind) && forgotten.hasName(target.id) ? { ...target, id: "" } : target,
    decision,
  };
}

interface Line {
  readonly position: number;
  readonly start: number;
  readonly stop: number;
}

/** Lines of a run before position `end` that may hold the name. */
function linesHolding({ bytes, first, count }: LogBatch, end: number, name: Buffer): Line[] {
  const run = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!run.includes(name) && !run.includes(ESCAPE)) return [];
  const found: Line[] = [];
  let start = 0;
  for (let position = first; position < Math.min(end, first + count); position++) {
    const stop = run.indexOf(0x0a, start);
    const line = run.subarray(start, stop);
    if (line.includes(name) || line.includes(ESCAPE)) found.push({ position, start, stop });
    start = stop + 1;
  }
  return found;
}

/** Position of the first of what was cut out around a position; the position itself where nothing says so. */
function beforeHole(log: EventLog, position: number): number {
  const hole = log.holes("events").find(({ first, count }) => position >= first && position < first + count);
  return hole === undefined ? position : hole.first;
}

function positionOf(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new TouchstoneError(
    "bad_request",
    `\`before\` is \`${cursor.slice(0, 80)}\`; send the \`next\` of the page before`,
  );
}
