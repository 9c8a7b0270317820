import { createDecoder } from "../../ingest/json-decoder.ts";
import type { Campaign } from "../../nouns/campaign.ts";
import { createEventRow, type EventRow, keyColumn, keyText } from "../../nouns/event-row.ts";
import type { LogFollower } from "../../ports/log-follower.ts";
import type { FoundCampaign } from "../reviewed-campaigns.ts";

const ACTOR = keyColumn("actor");
const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");
const OWNER = keyColumn("owner");

type TargetName = FoundCampaign["targets"][number];

/** A campaign with the names behind its keys. */
export type NamedCampaign = Pick<FoundCampaign, "campaign" | "actors" | "targets">;

/**
 * Names behind keys, read from the log by position: each run that is needed is decompressed once, and each key asked for once. Remembers at most `namesMax` of
 * each kind, the longest known out first; about 100 bytes each.
 */
export class DetectorNames {
  private readonly reader: LogFollower;
  private readonly namesMax: number;
  private readonly actors = new Map<string, string>();
  private readonly targets = new Map<string, TargetName>();
  private readonly decoder = createDecoder();
  private readonly row: EventRow = createEventRow();

  constructor(reader: LogFollower, namesMax: number) {
    this.reader = reader;
    this.namesMax = namesMax;
  }

  /**
   * Campaigns with their names. What the log no longer holds is left out of them: members and targets whose events were dropped, and the events themselves.
   * Throws the world's errors.
   */
  name(campaigns: readonly Campaign[]): readonly NamedCampaign[] {
    const wanted = new Map<number, ((row: EventRow) => void)[]>();
    const want = (position: number, take: (row: EventRow) => void): void => {
      const list = wanted.get(position);
      if (list === undefined) wanted.set(position, [take]);
      else list.push(take);
    };
    // Names of this call, beside the memory: a single campaign may have more members than it holds.
    const actors = new Map<string, string>();
    const targets = new Map<string, TargetName>();
    for (const { members, targets: orders } of campaigns) {
      for (const { key, event } of members) {
        const known = this.actors.get(key);
        if (known !== undefined) actors.set(key, known);
        else want(event, (row) => actors.set(key, keyText(row, ACTOR) ?? ""));
      }
      for (const { key, event } of orders) {
        const known = this.targets.get(key);
        if (known !== undefined) targets.set(key, known);
        else want(event, (row) => targets.set(key, targetName(row)));
      }
    }
    this.read(wanted);
    remember(this.actors, actors, this.namesMax);
    remember(this.targets, targets, this.namesMax);
    const { begin } = this.reader.bounds("events");
    return campaigns.map((campaign) => named(campaign, begin, actors, targets));
  }

  /** Names of targets by key and the position of an event on each; null where the log no longer holds it. Throws the world's errors. */
  nameTargets(
    asked: readonly { readonly key: string; readonly event: number }[],
  ): readonly (TargetName | null)[] {
    const targets = new Map<string, TargetName>();
    const wanted = new Map<number, ((row: EventRow) => void)[]>();
    for (const { key, event } of asked) {
      const known = this.targets.get(key);
      if (known !== undefined) targets.set(key, known);
      else wanted.set(event, [(row) => targets.set(key, targetName(row))]);
    }
    this.read(wanted);
    remember(this.targets, targets, this.namesMax);
    return asked.map(({ key }) => targets.get(key) ?? null);
  }

  private read(wanted: ReadonlyMap<number, readonly ((row: EventRow) => void)[]>): void {
    let runEnd = -1;
    let bytes: Uint8Array | null = null;
    let at = 0; // position and first byte of the next line
    let start = 0;
    for (const position of [...wanted.keys()].sort((a, b) => a - b)) {
      if (position >= runEnd) {
        const run = this.reader.at("events", position);
        if (run === null) continue;
        bytes = run.bytes;
        at = run.first;
        start = 0;
        runEnd = run.first + run.count;
      }
      if (bytes === null) continue;
      for (; at < position; at++) start = bytes.indexOf(0x0a, start) + 1;
      const end = bytes.indexOf(0x0a, start);
      if (this.decoder.decode(bytes, start, end, this.row, Number.POSITIVE_INFINITY) !== null) continue;
      for (const take of wanted.get(position)!) take(this.row);
    }
  }
}

function targetName(row: EventRow): TargetName {
  return {
    kind: keyText(row, TARGET_KIND) ?? "",
    id: keyText(row, TARGET) ?? "",
    owner: keyText(row, OWNER),
  };
}

function remember<T>(memory: Map<string, T>, names: ReadonlyMap<string, T>, namesMax: number): void {
  for (const [key, name] of names) memory.set(key, name);
  for (const key of memory.keys()) {
    if (memory.size <= namesMax) return;
    memory.delete(key);
  }
}

function named(
  campaign: Campaign,
  begin: number,
  actors: ReadonlyMap<string, string>,
  targets: ReadonlyMap<string, TargetName>,
): NamedCampaign {
  const members = campaign.members.filter(({ key }) => actors.has(key));
  const orders = campaign.targets.filter(({ key }) => targets.has(key));
  return {
    campaign: {
      ...campaign,
      members,
      targets: orders,
      // Copies: they are given away to another thread.
      events: campaign.events.filter((event) => event >= begin),
      visits: campaign.visits.filter((event) => event >= begin),
    },
    actors: members.map(({ key }) => actors.get(key)!),
    targets: orders.map(({ key }) => targets.get(key)!),
  };
}
