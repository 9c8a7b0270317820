import type { Decision, DecisionRow } from "../nouns/decision.ts";
import { DAY_MS } from "../nouns/durations.ts";
import { isEngagement, KIND_CODES_END, kindWord } from "../nouns/event.ts";
import { type EventRow, keyColumn } from "../nouns/event-row.ts";
import type { Policy } from "../nouns/policy.ts";
import { VERDICTS } from "../nouns/verdict.ts";
import { notEvaluable } from "./decision.ts";

/**
 * A decision as one line of `replay`'s output, without the line end:
 * `{"event","verdict","score","reasons":[{"rule","value","baseline"}],"policy"}`, then `"not_evaluable"` where it holds
 * names and `"late":true` where it is. Keys in this order; numbers are the shortest that read back as the same double.
 */
export function decisionLine(decision: Decision): string {
  const { event, verdict, score, policy } = decision;
  const reasons = decision.reasons.map(({ rule, value, baseline }) => ({ rule, value, baseline }));
  return JSON.stringify({
    event,
    verdict,
    score,
    reasons,
    policy,
    ...(decision.not_evaluable.length > 0 ? { not_evaluable: decision.not_evaluable } : {}),
    ...(decision.late ? { late: true } : {}),
  });
}

/** Writes a line into `out` at `at`; the position after it, or −1 when `out` is too short (nothing useful was written then). */
export type DecisionLineWriter = (row: EventRow, decision: DecisionRow, out: Buffer, at: number) => number;

/**
 * The fast form of `decisionLine`, straight from the rows into bytes, with the line end: the event's id is copied as it
 * stands in the event, escapes and all. `about`: behind the id what it is about, as files need that nobody can ask:
 * `"type","at","actor","target":{"kind","id"}`, of a payment its payer and payee. About 0.3 µs for an allowed event, 1 µs with `about`.
 */
export function createDecisionLineWriter(policy: Policy, { about = false } = {}): DecisionLineWriter {
  const idColumn = keyColumn("id") * 2;
  const actorColumn = keyColumn("actor") * 2;
  const targetColumn = keyColumn("target") * 2;
  const targetKindColumn = keyColumn("target_kind") * 2;
  const payeeKindColumn = keyColumn("payee_kind") * 2;
  const bytes = (text: string) => Buffer.from(text);
  const head = bytes('{"event":"');
  const allowed = bytes(',"verdict":"allow","score":0,"reasons":[]');
  const verdicts = VERDICTS.map((word) => bytes(`,"verdict":"${word}","score":`));
  const reasonsHead = bytes(',"reasons":[');
  const rules = policy.rules.map(({ name }) => bytes(`{"rule":${JSON.stringify(name)},"value":`));
  const baselineHead = bytes(',"baseline":');
  const tail = bytes(`,"policy":${JSON.stringify(policy.id)}`);
  const late = bytes(',"late":true');
  const kinds: (Buffer | undefined)[] = new Array(KIND_CODES_END).fill(undefined);
  const actorHead = bytes('","actor":"');
  const targetHead = bytes('","target":{"kind":"');
  const targetId = bytes('","id":"');
  const writeTime = createTimeWriter();
  const listOf = createListWriter(policy);
  return (row, decision, out, start) => {
    const { span, bytes: text } = row;
    const lengthOf = (column: number): number => span[column + 1]! - span[column]!;
    const kindColumn = isEngagement(row.kind) ? targetKindColumn : payeeKindColumn;
    const named = about ? lengthOf(actorColumn) + lengthOf(targetColumn) + lengthOf(kindColumn) : 0;
    if (start + LINE_BYTES_FIXED + lengthOf(idColumn) + named > out.length) return -1;
    let at = put(head, out, start);
    at = putPart(text, span[idColumn]!, span[idColumn + 1]!, out, at);
    if (about) {
      kinds[row.kind] ??= bytes(`","type":"${kindWord(row.kind)}","at":"`);
      at = put(kinds[row.kind]!, out, at);
      at = writeTime(row.occurredAtMs, out, at);
      at = put(actorHead, out, at);
      at = putPart(text, span[actorColumn]!, span[actorColumn + 1]!, out, at);
      at = put(targetHead, out, at);
      at = putPart(text, span[kindColumn]!, span[kindColumn + 1]!, out, at);
      at = put(targetId, out, at);
      at = putPart(text, span[targetColumn]!, span[targetColumn + 1]!, out, at);
      out[at++] = QUOTE;
      out[at++] = BRACE;
    } else out[at++] = QUOTE;
    if (decision.verdict === 0 && decision.reasonCount === 0 && decision.score === 0)
      at = put(allowed, out, at);
    else {
      at = put(verdicts[decision.verdict]!, out, at);
      at = putNumber(decision.score, out, at);
      at = put(reasonsHead, out, at);
      for (let i = 0; i < decision.reasonCount; i++) {
        if (i > 0) out[at++] = COMMA;
        at = put(rules[decision.reasonRule[i]!]!, out, at);
        at = putNumber(decision.reasonValue[i]!, out, at);
        at = put(baselineHead, out, at);
        at = putNumber(decision.reasonBaseline[i]!, out, at);
        out[at++] = BRACE;
      }
      out[at++] = BRACKET;
    }
    at = put(tail, out, at);
    const list = listOf(row.kind, decision);
    if (list !== null) {
      if (at + list.length + LINE_BYTES_END > out.length) return -1;
      at = put(list, out, at);
    }
    if (row.late === 1) at = put(late, out, at);
    out[at++] = BRACE;
    out[at++] = NEWLINE;
    return at;
  };
}

/** Bytes up to which a loop copies faster than a call of `set`. */
const COPIED_BYTES_MAX = 64;

/** A part's bytes into `out` at `at` → the position after it. */
function put(part: Uint8Array, out: Uint8Array, at: number): number {
  return putPart(part, 0, part.length, out, at);
}

function putPart(from: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  if (end - start > COPIED_BYTES_MAX) {
    out.set(from.subarray(start, end), at);
    return at + end - start;
  }
  let to = at;
  for (let i = start; i < end; i++) out[to++] = from[i]!;
  return to;
}

function putNumber(value: number, out: Buffer, at: number): number {
  if (value >= 0 && value < 10 && Number.isInteger(value) && !Object.is(value, -0)) {
    out[at] = ZERO + value;
    return at + 1;
  }
  return at + out.write(Number.isFinite(value) ? String(value) : "null", at, "latin1");
}

/** A time → its 24 characters of RFC 3339 in UTC; the date of the latest is kept ready. */
function createTimeWriter(): (atMs: number, out: Buffer, at: number) => number {
  let day = -1;
  let date: Uint8Array = new Uint8Array(0);
  return (atMs, out, start) => {
    const dayNow = Math.floor(atMs / DAY_MS);
    if (dayNow !== day) {
      day = dayNow;
      date = Buffer.from(new Date(day * DAY_MS).toISOString().slice(0, DATE_CHARS));
    }
    const at = put(date, out, start);
    const ms = atMs - dayNow * DAY_MS;
    const second = Math.floor(ms / 1000);
    const minute = Math.floor(second / 60);
    putTwo(Math.floor(minute / 60), out, at);
    out[at + 2] = COLON;
    putTwo(minute % 60, out, at + 3);
    out[at + 5] = COLON;
    putTwo(second % 60, out, at + 6);
    out[at + 8] = POINT;
    const fraction = ms - second * 1000;
    out[at + 9] = ZERO + Math.floor(fraction / 100);
    putTwo(fraction % 100, out, at + 10);
    out[at + 12] = ZULU;
    return at + 13;
  };
}

function putTwo(value: number, out: Buffer, at: number): void {
  const tens = Math.floor(value / 10);
  out[at] = ZERO + tens;
  out[at + 1] = ZERO + value - tens * 10;
}

/**
 * The names of the rules that could not be evaluated, as they stand in a line; null for none. Nearly all events of one kind
 * have the list that the one before had; others are kept by their bits.
 */
function createListWriter(policy: Policy): (kind: number, decision: DecisionRow) => Uint8Array | null {
  const lists = new Map<string, Uint8Array>();
  const latest: ({ readonly words: readonly number[]; readonly list: Uint8Array } | undefined)[] = [];
  return (kind, { notEvaluable: words }) => {
    let any = 0;
    for (let word = 0; word < words.length; word++) any |= words[word]!;
    if (any === 0) return null;
    const before = latest[kind];
    if (before !== undefined) {
      let word = 0;
      while (word < words.length && words[word] === before.words[word]) word++;
      if (word === words.length) return before.list;
    }
    const key = words.join();
    let list = lists.get(key);
    if (list === undefined) {
      list = Buffer.from(`,"not_evaluable":${JSON.stringify(notEvaluable({ notEvaluable: words }, policy))}`);
      if (lists.size < LISTS_KEPT_MAX) lists.set(key, list);
    }
    latest[kind] = { words: [...words], list };
    return list;
  };
}

/** Lists of names that are kept ready. */
const LISTS_KEPT_MAX = 1024;
/** Room for everything of a line but the id and the list: names of at most 64 and numbers of at most 25 characters. */
const LINE_BYTES_FIXED = 1024;
const LINE_BYTES_END = 32;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BRACE = 0x7d;
const BRACKET = 0x5d;
const NEWLINE = 0x0a;
const ZERO = 0x30;
const COLON = 0x3a;
const POINT = 0x2e;
const ZULU = 0x5a;
/** `2026-11-30T`. */
const DATE_CHARS = 11;
