import type { Rejection } from "../nouns/codes.ts";
import { DAY_MS } from "../nouns/durations.ts";
import { type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import { FINDING_VALUES_MAX, type InputFinding } from "../nouns/input-finding.ts";
import type { PlaceholderFilter } from "../nouns/placeholders.ts";
import { createHeavyHitters, type HeavyHitters } from "../report/heavy-hitters.ts";
import { rowKey } from "../report/row-key.ts";
import { createSetAsideNotes } from "./set-aside-notes.ts";

/** Gathers doubts about the values of an input, event by event. */
export interface ValueNotes {
  /** Optional values of one event that could not be read. */
  setAside(values: readonly Rejection[]): void;
  /** A judged event: its placeholders are cleared by then. */
  see(row: EventRow): void;
  /** `placeholders`: what the judge took for none; `shown`: how an identifier may be shown, as it is unless told. */
  findings(placeholders: PlaceholderFilter, shown?: (identifier: string) => string): InputFinding[];
}

/** Part of all events that one value of a device or address stands for, so that it is hardly one person's. */
const DOMINANT_SHARE = 0.5;
/** Below so many events, or accounts on the value, half is a small audience's ordinary day. */
const DOMINANT_EVENTS_MIN = 100;
const DOMINANT_ACTORS_MIN = 20;
/** A value of half the traffic needs two counters to be found; sixteen make its count exact to a sixteenth. */
const COUNTERS = 16;
/** Events of one instant, of so many accounts, above which the instant is an export's and not the acts'. */
const ONE_TIME_EVENTS_MIN = 20;
const ONE_TIME_ACTORS_MIN = 5;
/** Clocks of two zones, and machines that are set wrongly, lie within two days. */
const FUTURE_MS = 2 * DAY_MS;
/** Ids of so many digits no longer fit a double. */
const LONG_DIGITS_MIN = 16;
/** A double prints at most 17 digits, a spreadsheet keeps 15: the rest are zeros. */
const KEPT_DIGITS = 17;
/** Long ids that end in zeros: honest ones do so one in a hundred or less often. */
const ROUNDED_SHARE_MIN = 0.5;
const ROUNDED_IDS_MIN = 5;

const ACTOR = keyColumn("actor");
const TEXTS: Readonly<Record<string, string>> = { "context.device": "设备", "context.ip": "地址" };

/** Notes of nothing yet. `nowMs`: the clock of who reads, for times that are still to come. About 0.2 µs an event. */
export function createValueNotes(nowMs = Number.POSITIVE_INFINITY): ValueNotes {
  const aside = createSetAsideNotes();
  const dominants = (["device", "ip"] as const).map((name) => ({
    field: `context.${name}`,
    column: keyColumn(name),
    hitters: createHeavyHitters(COUNTERS, false) as HeavyHitters,
    actors: new Map<string, Set<number>>(),
    events: 0,
  }));
  const ids = (["actor", "target", "owner"] as const).map((name) => ({
    field: { actor: "actor.id", target: "target.id", owner: "target.owner" }[name],
    column: keyColumn(name),
    long: 0,
    zeros: 0,
    values: new Set<string>(),
  }));
  let events = 0;
  let future = 0;
  let firstFutureMs = Number.POSITIVE_INFINITY;
  /** Events come in order of time: those of one instant stand together. */
  const now = { atMs: Number.NaN, events: 0, actors: new Set<number>() };
  let crowded = { atMs: Number.NaN, events: 0, actors: 0 };
  /** The only account so far; NaN once there is another. */
  let onlyActor = Number.NaN;
  let onlyName = "";
  const noteActor = (row: EventRow): void => {
    const key = rowKey(row, ACTOR);
    if (events === 1) {
      onlyActor = key;
      onlyName = keyText(row, ACTOR) ?? "";
    } else if (key !== onlyActor) onlyActor = Number.NaN;
  };
  const noteTime = (row: EventRow): void => {
    if (row.occurredAtMs !== now.atMs) {
      now.atMs = row.occurredAtMs;
      now.events = 0;
      now.actors.clear();
    }
    now.events++;
    if (now.actors.size < ONE_TIME_ACTORS_MIN) now.actors.add(rowKey(row, ACTOR));
    if (now.events > crowded.events)
      crowded = { atMs: now.atMs, events: now.events, actors: now.actors.size };
  };

  return {
    setAside: aside.setAside,
    see(row) {
      events++;
      for (const one of dominants) {
        const key = rowKey(row, one.column);
        if (key === 0) continue;
        one.events++;
        if (((row.lone >>> one.column) & 1) === 1) continue; // what comes once is no part of all
        one.hitters.add(key, () => keyText(row, one.column) ?? "?");
        if (one.events % 8 !== 0) continue; // a sample of the accounts is enough
        const text = keyText(row, one.column) ?? "?";
        const actors = one.actors.get(text) ?? new Set<number>();
        if (one.actors.size < COUNTERS) one.actors.set(text, actors);
        if (actors.size < DOMINANT_ACTORS_MIN) actors.add(rowKey(row, ACTOR));
      }
      for (const one of ids) noteId(row, one);
      noteTime(row);
      noteActor(row);
      if (row.occurredAtMs > nowMs + FUTURE_MS) {
        future++;
        firstFutureMs = Math.min(firstFutureMs, row.occurredAtMs);
      }
    },
    findings: (placeholders, shown = (text) => text) => [
      ...aside.findings(events, shown),
      ...placeholderFindings(placeholders),
      ...dominants.flatMap((one): InputFinding[] => {
        const [top] = one.hitters.top(1);
        if (top === undefined || one.events < DOMINANT_EVENTS_MIN) return [];
        const count = top.events - top.over_max;
        const actors = one.actors.get(top.text)?.size ?? 0;
        if (count < DOMINANT_SHARE * events || actors < DOMINANT_ACTORS_MIN) return [];
        return [dominantFinding(one.field, shown(top.text), count, events)];
      }),
      ...(onlyActor > 0 && events >= ONE_TIME_EVENTS_MIN ? [oneActorFinding(shown(onlyName), events)] : []),
      ...(crowded.events >= ONE_TIME_EVENTS_MIN &&
      crowded.actors >= ONE_TIME_ACTORS_MIN &&
      crowded.events >= DOMINANT_SHARE * events
        ? [oneTimeFinding(crowded.atMs, crowded.events, events)]
        : []),
      // Where all of it is still to come, the machine's clock is wrong and not the file.
      ...(future > 0 && future < events / 2 ? [futureFinding(firstFutureMs, future, events)] : []),
      ...ids.flatMap((one): InputFinding[] =>
        one.zeros >= ROUNDED_IDS_MIN && one.zeros >= ROUNDED_SHARE_MIN * one.long
          ? [roundedFinding(one.field, one.zeros, one.long, [...one.values].map(shown))]
          : [],
      ),
    ],
  };
}

/** Counts an id of 16 digits and more, and whether all digits that a double or a spreadsheet would cut are zeros. */
function noteId(
  row: EventRow,
  note: { readonly column: number; long: number; zeros: number; readonly values: Set<string> },
): void {
  const start = row.span[note.column * 2]!;
  const end = row.span[note.column * 2 + 1]!;
  const length = end - start;
  if (length < LONG_DIGITS_MIN || length > 20) return;
  const { bytes } = row;
  for (let i = start; i < end; i++) if (bytes[i]! < 0x30 || bytes[i]! > 0x39) return;
  note.long++;
  const cut = Math.max(2, length - KEPT_DIGITS);
  for (let i = end - cut; i < end; i++) if (bytes[i] !== 0x30) return;
  note.zeros++;
  if (note.values.size < FINDING_VALUES_MAX) note.values.add(keyText(row, note.column) ?? "");
}

const percent = (count: number, of: number): string => `${((100 * count) / Math.max(1, of)).toFixed(1)} %`;
const quoted = (values: readonly string[]): string => values.map((value) => `\`${value}\``).join(", ");

/** A finding for each field: the values of one field are many spellings of one thing. */
function placeholderFindings(filter: PlaceholderFilter): InputFinding[] {
  const of = filter.events();
  const fields = new Map<string, { count: number; values: string[] }>();
  for (const { field, value, events } of filter.counts()) {
    const note = fields.get(field) ?? { count: 0, values: [] };
    note.count += events;
    if (note.values.length < FINDING_VALUES_MAX) note.values.push(value);
    fields.set(field, note);
  }
  return [...fields].map(([field, { count, values }]) => ({
    code: "placeholder",
    place: field,
    count,
    of,
    values,
    text: {
      zh: `\`${field}\` 在 ${percent(count, of)} 的事件中是占位值（${values.map((value) => `\`${value}\``).join("、")}），不作为判定依据`,
      en: `\`${field}\` is a value that stands for none in ${percent(count, of)} of the events (${quoted(values)}): no verdict rests on it`,
    },
  }));
}

function dominantFinding(field: string, value: string, count: number, of: number): InputFinding {
  return {
    code: "dominant_value",
    place: field,
    count,
    of,
    values: [value],
    text: {
      zh: `\`${field}\` 的同一个值 \`${value}\` 出现在 ${percent(count, of)} 的事件中，分属许多账号：它可能是占位值或代理，而非同一台${TEXTS[field] ?? ""}；若是，请写入策略的 \`placeholders\``,
      en: `one value of \`${field}\`, \`${value}\`, stands in ${percent(count, of)} of the events, on many accounts: it may stand for none, or be a proxy's; if so, list it under \`placeholders\` of the policy`,
    },
  };
}

/** Events that share an instant: a clock of days is told apart, as its hours are missing in every event. */
function oneTimeFinding(atMs: number, count: number, of: number): InputFinding {
  const at = new Date(atMs).toISOString().replace(".000Z", "Z");
  const all = count === of;
  return {
    code: "dominant_time",
    place: "at",
    count,
    of,
    values: [at],
    text: {
      zh: `${all ? `全部 ${of} 个事件都` : `${percent(count, of)} 的事件`}发生在同一时间 \`${at}\`：这可能是导出时间，或是没有时刻的日期，凡依据时间的判断都不可信；请换用行为发生时间的列（--set at=列名），或连同时刻重新导出`,
      en: `${all ? `all ${of} events have` : `${percent(count, of)} of the events have`} one time, \`${at}\`: it may be the time of the export, or a day without its hour, so nothing that rests on time can be believed; choose the column of the acts' own time (--set at=COLUMN), or export it`,
    },
  };
}

function futureFinding(firstMs: number, count: number, of: number): InputFinding {
  const first = new Date(firstMs).toISOString().replace(".000Z", "Z");
  return {
    code: "future_times",
    place: "at",
    count,
    of,
    values: [first],
    text: {
      zh: `${count} 个事件（共 ${of} 个）的时间尚未到来，最早的是 \`${first}\`：可能读错了日月或年份，或该列是到期、预约时间；涉及这些事件的判断不可信`,
      en: `${count} of ${of} events lie in the future, the first at \`${first}\`: day and month, or the year, may be read wrongly, or the column tells when something ends; nothing that rests on them can be believed`,
    },
  };
}

function oneActorFinding(name: string, of: number): InputFinding {
  return {
    code: "one_actor",
    place: "actor.id",
    count: of,
    of,
    values: [name],
    text: {
      zh: `全部 ${of} 个事件都来自同一个账号 \`${name}\`：若并非一人所为，说明选错了列（例如选成了作品的作者），请改用 --set actor.id=列名`,
      en: `all ${of} events are of one account, \`${name}\`: unless one person did it all, the column is a wrong one (the works' author, say); choose another (--set actor.id=COLUMN)`,
    },
  };
}

function roundedFinding(field: string, count: number, of: number, values: readonly string[]): InputFinding {
  return {
    code: "rounded_ids",
    place: field,
    count,
    of,
    values,
    text: {
      zh: `\`${field}\` 的 ${of} 个长编号中有 ${percent(count, of)} 以零结尾（${values.map((value) => `\`${value}\``).join("、")}）：可能被表格软件四舍五入，不同编号会被视为同一个；请以文本格式重新导出`,
      en: `${percent(count, of)} of ${of} long ids in \`${field}\` end in zeros (${quoted(values)}): a spreadsheet or a double has rounded them, and different ones may have become one; export them as text`,
    },
  };
}
