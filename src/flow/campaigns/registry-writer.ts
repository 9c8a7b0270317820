import type { Claims } from "../../count/claims.ts";
import type { InTurn } from "../../kernels/time/in-turn.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { hashHex } from "../../nouns/hash.ts";
import type { CampaignHead, CampaignRecords } from "../../ports/campaigns.ts";
import type { Scheduler } from "../../ports/scheduler.ts";
import type { FoundCampaign } from "../reviewed-campaigns.ts";
import { SLICES_PER_STORE } from "./campaign-limits.ts";
import type { ForgottenNames } from "./forgotten-names.ts";
import type { Engagement, RegistryReader } from "./registry-reader.ts";

export interface IntakeParts {
  readonly campaigns: CampaignRecords;
  readonly claims: Claims;
  readonly reader: RegistryReader;
  /** Resolves when every change so far is stored. */
  readonly flush: () => Promise<void>;
  readonly scheduler: Scheduler;
  /** Rows worked on in one turn of the event loop. */
  readonly sliceRows: number;
  /** Events one campaign may hold. */
  readonly eventsMax: number;
  readonly stopping: () => boolean;
  /** Reads and writes heads in turn with whoever decides about campaigns. */
  readonly inTurn: InTurn;
  /** Accounts whose names are not written. */
  readonly forgotten: ForgottenNames;
}

/** One turn of the event loop reads events of the log for so long. */
const READ_MS = 4;
/** How long events that are logged and not decided are waited for, and between two looks. */
const DECIDED_MS = 5_000;
const DECIDED_LOOK_MS = 10;

/**
 * Writes what a look found into the records: head, members, targets, and each event with its target and the bucket its verdict
 * put it in, so that nothing has to be read from the log when the campaign is confirmed. Lists only grow: what belonged once
 * belongs. Works in slices, with the event loop free between. A found campaign taken twice changes nothing.
 */
export class RegistryWriter {
  private readonly parts: IntakeParts;
  /** Positions held by live campaigns, ascending, so that a look that repeats them costs a comparison each. */
  private readonly held = new Map<string, Float64Array>();

  constructor(parts: IntakeParts) {
    this.parts = parts;
  }

  /** Returns the campaign's number. `newestMs`: event time of the look. */
  async take(found: FoundCampaign, newestMs: number): Promise<number> {
    const { campaigns, inTurn } = this.parts;
    const number = await inTurn(() => this.putHead(found, newestMs));
    await this.putMembers(number, found);
    const places = await this.putTargets(number, found);
    await this.putEvents(number, found, places);
    await campaigns.refreshOwners(number);
    return number;
  }

  private async putHead(found: FoundCampaign, newestMs: number): Promise<number> {
    const { campaigns } = this.parts;
    const { campaign } = found;
    const before = await campaigns.get(campaign.id);
    const head: CampaignHead = {
      id: campaign.id,
      origin: before?.origin ?? found.origin,
      status: before?.status ?? "open",
      score: campaign.score,
      ...falseAlarmsOf(found, before),
      fromMs: Math.min(campaign.fromMs, before?.fromMs ?? campaign.fromMs),
      toMs: Math.max(campaign.toMs, before?.toMs ?? campaign.toMs),
      foundAtMs: before?.foundAtMs ?? newestMs,
      seenAtMs: newestMs,
      live: true,
      matchedPool: found.matchedPool ?? before?.matchedPool ?? null,
      evidence: campaign.evidence,
      reasons: campaign.reasons,
      lifecycle: campaign.lifecycle,
      reviews: before?.reviews ?? [],
    };
    return campaigns.put(head);
  }

  /** A campaign no window shows any more, or one that was removed: what was remembered of it is let go. */
  forget(id: string): void {
    this.held.delete(id);
  }

  private async putMembers(number: number, { campaign, actors }: FoundCampaign): Promise<void> {
    for (let from = 0; from < campaign.members.length; from += this.parts.sliceRows) {
      const slice = campaign.members.slice(from, from + this.parts.sliceRows);
      await this.parts.campaigns.putMembers(
        number,
        slice.flatMap(({ key, probability, orders }, i) => {
          const actor = actors[from + i] ?? "";
          return this.parts.forgotten.hasKey(key) ? [] : [{ actor, key, probability, orders }];
        }),
      );
      await nextTurn();
    }
  }

  /** Places by kind, id and type. */
  private async putTargets(
    number: number,
    { campaign, targets }: FoundCampaign,
  ): Promise<Map<string, number>> {
    const places = new Map<string, number>();
    for (let from = 0; from < campaign.targets.length; from += this.parts.sliceRows) {
      const slice = campaign.targets.slice(from, from + this.parts.sliceRows).flatMap((target, i) => {
        const name = targets[from + i];
        if (name === undefined) return [];
        const { type, members, audience, fromMs, toMs } = target;
        return [{ ...name, ...this.ownerOf(name.owner), type, members, audience, fromMs, toMs, events: 0 }];
      });
      const found = await this.parts.campaigns.putTargets(number, slice);
      slice.forEach((target, i) => {
        places.set(placeName(target), found[i]!);
      });
      await nextTurn();
    }
    return places;
  }

  private async putEvents(
    number: number,
    { campaign }: FoundCampaign,
    places: Map<string, number>,
  ): Promise<void> {
    const { reader, flush } = this.parts;
    const held = this.held.get(campaign.id) ?? (await this.heldBefore(number));
    const fresh = without(campaign.events, held).subarray(0, Math.max(0, this.parts.eventsMax - held.length));
    await this.decided(fresh);
    const added = new Float64Array(fresh.length);
    let count = 0;
    let stored = 0;
    for (let next = 0; next < fresh.length; ) {
      const until = this.parts.scheduler.nowMs() + READ_MS;
      const slice: Engagement[] = [];
      const end = Math.min(fresh.length, next + this.parts.sliceRows);
      while (next < end && this.parts.scheduler.nowMs() < until) {
        const engagement = reader.read(fresh[next++]!);
        if (engagement !== null) slice.push(engagement); // else it is no longer in the log
      }
      for (const engagement of slice) await this.putPlace(number, engagement, places);
      const release = await this.parts.claims.fetch(slice.map(({ position }) => position));
      try {
        for (const engagement of slice) {
          this.hold(number, engagement, places);
          added[count++] = engagement.position;
        }
      } finally {
        release();
      }
      if (next === fresh.length || count - stored >= this.parts.sliceRows * SLICES_PER_STORE) {
        await flush();
        stored = count;
      }
      await nextTurn();
      if (this.parts.stopping()) throw new TouchstoneError("not_ready", "the engine is stopping");
    }
    reader.release();
    this.held.set(campaign.id, union(held, added.subarray(0, count)));
  }

  /** The near-line detector reads the log on its own, and may be a moment ahead of the decisions. */
  private async decided(positions: Float64Array): Promise<void> {
    const last = positions.at(-1);
    const { scheduler } = this.parts;
    const until = scheduler.nowMs() + DECIDED_MS;
    while (last !== undefined && !this.parts.reader.decided(last) && scheduler.nowMs() < until) {
      if (this.parts.stopping()) return;
      await scheduler.after(DECIDED_LOOK_MS);
    }
  }

  /** A place for the target of an event that the look did not name among its targets. */
  private async putPlace(number: number, event: Engagement, places: Map<string, number>): Promise<void> {
    const { kind, id, type, owner, atMs } = event;
    const name = placeName(event);
    if (places.has(name)) return;
    const seen = { members: 0, audience: 0, fromMs: atMs, toMs: atMs, events: 0 };
    const target = { kind, id, type, ...this.ownerOf(owner), ...seen };
    const [place] = await this.parts.campaigns.putTargets(number, [target]);
    places.set(name, place!);
  }

  private hold(number: number, engagement: Engagement, places: Map<string, number>): void {
    const { position, bucket, dwellMs, playRatio, scrollDepth } = engagement;
    const target = places.get(placeName(engagement))!;
    const measured = { dwellMs, playRatio, scrollDepth };
    this.parts.claims.add({ campaign: number, position, target, bucket, claimed: false, ...measured });
  }

  /** An owner's name and key; neither of one that was erased. */
  private ownerOf(owner: string | null): { readonly owner: string | null; readonly ownerKey: string | null } {
    if (owner === null || this.parts.forgotten.hasName(owner)) return { owner: null, ownerKey: null };
    return { owner, ownerKey: hashHex(owner) };
  }

  /** Positions a campaign holds in the records, ascending. */
  private async heldBefore(number: number): Promise<Float64Array> {
    const positions: number[] = [];
    for (const claimed of [false, true]) {
      for (let after = -1; ; ) {
        const part = await this.parts.campaigns.claims(number, claimed, after, this.parts.sliceRows * 4);
        for (const { position } of part) positions.push(position);
        const last = part.at(-1);
        if (last === undefined) break;
        after = last.position;
        await nextTurn();
      }
    }
    return Float64Array.from(positions).sort();
  }
}

function placeName({ kind, id, type }: Pick<Engagement, "kind" | "id"> & { readonly type: string }): string {
  return `${kind}/${id}/${type}`;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Values of `all` that are not in `known`; both ascending. */
function without(all: Float64Array, known: Float64Array): Float64Array {
  const left = new Float64Array(all.length);
  let count = 0;
  let at = 0;
  for (const value of all) {
    while (at < known.length && known[at]! < value) at++;
    if (known[at] !== value && left[count - 1] !== value) left[count++] = value;
  }
  return left.subarray(0, count);
}

/** Both ascending and without a value in common → all of them, ascending. */
function union(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both.sort();
}

/** What was measured, when whoever found it last has no measure of his own. */
function falseAlarmsOf(
  found: FoundCampaign,
  before: CampaignHead | null,
): Pick<CampaignHead, "falseAlarmRate" | "falseAlarmAtFloor"> {
  const { falseAlarmRate, falseAlarmAtFloor = false } =
    found.falseAlarmRate === null && before !== null ? before : found;
  return { falseAlarmRate, falseAlarmAtFloor };
}
