import { randomBytes } from "node:crypto";
import { createDecoder } from "../../ingest/json-decoder.ts";
import { fieldsOf } from "../../ledger/entry.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { TargetCounts } from "../../nouns/counts.ts";
import { createEventRow, keyColumn, keyText } from "../../nouns/event-row.ts";
import type { PackedCounts } from "../../nouns/packed-counts.ts";
import { CHANGES_EPOCH } from "../../nouns/record-settings.ts";
import type { ChangeFeed, ChangePage } from "../../ports/change-feed.ts";
import type { EventLog } from "../../ports/event-log.ts";
import type { Records } from "../../ports/records.ts";
import {
  PAGE_CAMPAIGNS_MAX,
  PAGE_ENTRIES_MAX,
  PAGE_EVENTS_MAX,
  PAGE_TARGETS_MAX,
  RECENT_TARGETS_MAX,
} from "./change-limits.ts";
import { type ChangePosition, markOf, parsePosition, positionText } from "./position.ts";

export interface ChangeFeedParts {
  readonly log: EventLog;
  readonly records: Records;
  /** Every event before it is in the stored counts, as the records were found. */
  readonly appliedPosition: number;
  readonly counts: (kind: string, id: string) => Promise<readonly TargetCounts[]>;
  /** Targets remembered; default `RECENT_TARGETS_MAX`. */
  readonly recentTargetsMax?: number;
}

interface TargetName {
  readonly kind: string;
  readonly id: string;
}

/** Targets that moved while the counts came from one position of the log to the next. */
interface Stored {
  readonly from: number;
  readonly to: number;
  readonly targets: readonly TargetName[];
}

const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");

/** A feed: the latest changes in memory, and who waits for more. */
interface FeedState {
  readonly parts: ChangeFeedParts;
  readonly log: EventLog;
  readonly records: Records;
  readonly recentMax: number;
  epoch: Promise<string> | null;
  readonly recent: Stored[];
  recentTargets: number;
  storedTo: number;
}

/**
 * The feed of an engine. It stores nothing of its own: which targets moved is told by what the counts' store took lately, and
 * before that by the log itself; what corrections moved, by the ledger; campaigns, by the number of their change.
 */
export function createChangeFeed(parts: ChangeFeedParts): ChangeFeed & {
  /** To be told of each store of counts. */
  readonly stored: (position: number, moved: Pick<PackedCounts, "kinds" | "ids">) => void;
} {
  const { log, records } = parts;
  const feed: FeedState = {
    parts,
    log,
    records,
    recentMax: parts.recentTargetsMax ?? RECENT_TARGETS_MAX,
    epoch: null,
    recent: [],
    recentTargets: 0,
    storedTo: parts.appliedPosition,
  };
  return {
    stored: (position, moved) => stored(feed, position, moved),
    async now() {
      const now = await present(feed);
      return positionText({ ...now, mark: await markAt(feed, now.events) });
    },
    after: (text) => after(feed, text),
  };
}

async function markAt(feed: FeedState, events: number): Promise<string> {
  feed.epoch ??= ownEpoch(feed.records).catch((failure: unknown) => {
    feed.epoch = null; // whoever asks next tries again
    throw failure;
  });
  return markOf(await feed.epoch, events === 0 ? null : feed.log.fingerprint("events", events - 1));
}

/** What was stored before it is asked is contained; what comes meanwhile may be. */
async function present(feed: FeedState): Promise<Omit<ChangePosition, "mark">> {
  const events = feed.storedTo;
  const [{ ledger }, campaigns] = await Promise.all([
    feed.records.position(),
    feed.records.campaigns.latestChange(),
  ]);
  return { events, ledger: (ledger?.sequence ?? -1) + 1, campaigns };
}

/** Rejects with `changes_gone`. */
async function check(feed: FeedState, at: ChangePosition, now: Omit<ChangePosition, "mark">): Promise<void> {
  const begin = feed.log.begin("events");
  const why =
    at.events < begin
      ? `the log begins at \`${begin}\`, and \`${at.events}\` lies before it`
      : at.events > feed.log.end("events") || at.ledger > now.ledger || at.campaigns > now.campaigns
        ? "it lies beyond what this data folder holds, which was set back or is another one"
        : at.mark !== (await markAt(feed, at.events))
          ? "it is a position in another data folder, or in this one before it was set back"
          : null;
  if (why === null) return;
  const how = "read all counts and campaigns anew, after asking for the changes without a position";
  throw new TouchstoneError("changes_gone", `${why}; ${how}`);
}

/** Adds targets whose events lie in [from, to) to `names`; how far that went. */
async function readTargets(feed: FeedState, names: Names, from: number, to: number): Promise<number> {
  const remembered = feed.recent[0];
  if (remembered !== undefined && remembered.from <= from) {
    for (const one of feed.recent) {
      if (one.to <= from) continue;
      for (const target of one.targets) names.add(target.kind, target.id);
      if (names.full) return one.to;
    }
    return to;
  }
  const decoder = createDecoder();
  const row = createEventRow();
  let at = from;
  for await (const { first, count, bytes } of feed.log.read("events", from)) {
    let start = 0;
    for (let position = first; position < first + count && position < to; position++) {
      const end = bytes.indexOf(0x0a, start);
      const read = position >= from && decoder.decode(bytes, start, end, row, Infinity) === null;
      start = end + 1;
      const [kind, id] = read ? [keyText(row, TARGET_KIND), keyText(row, TARGET)] : [null, null];
      if (kind !== null && id !== null) names.add(kind, id);
    }
    at = Math.min(to, first + count);
    if (at >= to || names.full || at - from >= PAGE_EVENTS_MAX) return at;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return to; // what lies behind the last run was cut out
}

/** Adds targets that corrections moved; how far that went. Rejects with `changes_gone` where a repair made counts anew. */
async function readCorrections(feed: FeedState, names: Names, from: number, to: number): Promise<number> {
  let at = from;
  for (const entry of from < to ? await feed.records.entries(from, PAGE_ENTRIES_MAX) : []) {
    if (entry.kind === "repair") {
      throw new TouchstoneError("changes_gone", "counts were made anew by a repair since; read all anew");
    }
    const correction = entry.kind === "correction" ? fieldsOf("correction", entry) : null;
    for (const { kind, id } of correction?.targets ?? []) names.add(kind, id);
    at = entry.sequence + 1;
    if (names.full) break;
  }
  return at;
}

function stored(feed: FeedState, position: number, moved: Pick<PackedCounts, "kinds" | "ids">): void {
  const targets = moved.ids.map((id, i) => ({ kind: moved.kinds[i]!, id }));
  feed.recent.push({ from: feed.storedTo, to: position, targets });
  feed.storedTo = position;
  feed.recentTargets += targets.length;
  // One store alone may hold more: it is remembered until the next.
  while (feed.recentTargets > feed.recentMax && feed.recent.length > 1)
    feed.recentTargets -= feed.recent.shift()!.targets.length;
}

async function after(feed: FeedState, text: string): Promise<ChangePage> {
  const at = parsePosition(text);
  const now = await present(feed);
  await check(feed, at, now);
  const names = new Names();
  // Counts that a loss of power took are made anew from the log: then a position lies ahead of them for a moment.
  const events = at.events < now.events ? await readTargets(feed, names, at.events, now.events) : at.events;
  const ledger = names.full ? at.ledger : await readCorrections(feed, names, at.ledger, now.ledger);
  const changed =
    at.campaigns < now.campaigns
      ? await feed.records.campaigns.changedAfter(at.campaigns, PAGE_CAMPAIGNS_MAX)
      : [];
  // A number that was told must not be given again after a loss of power.
  if (changed.length > 0) await feed.records.sync();
  const campaigns =
    changed.length < PAGE_CAMPAIGNS_MAX ? now.campaigns : (changed.at(-1)?.change ?? now.campaigns);
  return {
    next: positionText({ events, ledger, campaigns, mark: await markAt(feed, events) }),
    targets: await Promise.all(
      names.list().map(async ({ kind, id }) => ({ kind, id, counts: await feed.parts.counts(kind, id) })),
    ),
    campaigns: changed.map(({ record }) => record),
    more: events < now.events || ledger < now.ledger || campaigns < now.campaigns,
  };
}

/** Targets, each once, in the order they came. */
class Names {
  private readonly known = new Map<string, TargetName>();

  get full(): boolean {
    return this.known.size >= PAGE_TARGETS_MAX;
  }

  add(kind: string, id: string): void {
    const key = `${kind}/${id}`;
    if (!this.known.has(key)) this.known.set(key, { kind, id });
  }

  list(): readonly TargetName[] {
    return [...this.known.values()];
  }
}

/** The folder's word, made when it is first asked for. */
async function ownEpoch(records: Records): Promise<string> {
  const kept = await records.get(CHANGES_EPOCH);
  if (kept !== null) return kept;
  const made = randomBytes(8).toString("hex");
  await records.set(CHANGES_EPOCH, made);
  return made;
}
