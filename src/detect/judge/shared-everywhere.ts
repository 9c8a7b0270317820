import type { CampaignEvidence, CommonKind } from "../../nouns/campaign.ts";
import {
  type EventColumns,
  INFRASTRUCTURE_KINDS,
  type InfrastructureKind,
} from "../columns/engagement-columns.ts";

/** Members who must have a device or an address in common for it to be the group's. */
const SHARERS_MIN = 3;
/** A lesson or a visit takes up to so long: what somebody does within it is no other life. */
const VISIT_MS = 2 * 3_600_000;
/** Occasions, each a visit, that a member of a group which is seen nowhere else must have had on average: a class has one lesson, and hands are sent again. */
const OCCASIONS_MIN = 1.5;
/** Part of the members who must be seen elsewhere for the rest of their lives to be known. */
const KNOWN_MIN = 0.5;
/** Part of the members seen elsewhere by something of their own, up to which what they share is where they live. */
const OWN_MAX = 0.5;

/** Events by actor: `event[start[a] .. start[a + 1])`, indexes into the columns. */
export interface EventsByActor {
  readonly start: Int32Array;
  readonly event: Int32Array;
}

/** Columns → events by actor. O(events). */
export function eventsByActor({ count, actor, actorCount }: EventColumns): EventsByActor {
  const start = new Int32Array(actorCount + 1);
  for (let i = 0; i < count; i++) start[actor[i]! + 1]!++;
  for (let a = 0; a < actorCount; a++) start[a + 1]! += start[a]!;
  const fill = start.slice(0, actorCount);
  const event = new Int32Array(count);
  for (let i = 0; i < count; i++) event[fill[actor[i]!]!++] = i;
  return { start, event };
}

/**
 * Kinds of device and address that a group shares on its targets and everywhere else too: where it lives, and not where it once met. A class at the
 * school's computers, customers at a shop's demonstration phones and colleagues in an office share a device or an address for an hour or a shift, and go home to their own.
 * Hands that are run from a rack have nothing else. Where members do nothing else, nobody knows, and what they share counts once they met on `OCCASIONS_MIN`
 * occasions. Whoever gives each hand a line of its own besides could give it that line for the order as well, and would share nothing.
 * `members`, `targets`: codes. O(events of the members).
 */
export function sharedEverywhere(
  columns: EventColumns,
  { start, event }: EventsByActor,
  members: Iterable<number>,
  targets: ReadonlySet<number>,
): ReadonlySet<InfrastructureKind> {
  const who = [...members];
  const kinds = INFRASTRUCTURE_KINDS.filter((kind) => columns.infrastructure[kind] !== undefined);
  const elsewhere = who.map((actor) =>
    eventsElsewhere(columns, event.subarray(start[actor]!, start[actor + 1]!), targets),
  );
  const met = occasionsOf(columns, { start, event }, who, targets);
  return new Set(
    kinds.filter((kind) => {
      const value = columns.infrastructure[kind]!;
      const sharers = new Map<number, number>();
      for (const actor of who) {
        const own = new Set<number>();
        for (let at = start[actor]!; at < start[actor + 1]!; at++) {
          const one = value[event[at]!]!;
          if (one >= 0) own.add(one);
        }
        for (const one of own) sharers.set(one, (sharers.get(one) ?? 0) + 1);
      }
      let known = 0;
      let apart = 0;
      for (let i = 0; i < who.length; i++) {
        let seen = false;
        let own = false;
        for (const one of elsewhere[i]!) {
          if (value[one]! < 0) continue;
          seen = true;
          own ||= (sharers.get(value[one]!) ?? 0) < SHARERS_MIN;
        }
        if (seen) known++;
        if (own) apart++;
      }
      return known < KNOWN_MIN * who.length ? met >= OCCASIONS_MIN : apart <= OWN_MAX * known;
    }),
  );
}

/** Evidence without devices and addresses that members share where they met and nowhere else: they tell of the place, a school, a shop, an office. */
export function withoutMeetingPlace(
  evidence: CampaignEvidence,
  everywhere: ReadonlySet<InfrastructureKind>,
): CampaignEvidence {
  const common = evidence.common.filter(({ kind }) => !isInfrastructure(kind) || everywhere.has(kind));
  return common.length === evidence.common.length ? evidence : { ...evidence, common };
}

function isInfrastructure(kind: CommonKind): kind is InfrastructureKind {
  return (INFRASTRUCTURE_KINDS as readonly CommonKind[]).includes(kind);
}

/** Of one actor's events, those on other targets and at other times. O(events · log). */
function eventsElsewhere(
  { occurredAtMs, target }: EventColumns,
  own: Int32Array,
  targets: ReadonlySet<number>,
): readonly number[] {
  const there: number[] = [];
  for (const one of own) if (targets.has(target[one]!)) there.push(occurredAtMs[one]!);
  there.sort((a, b) => a - b);
  return Array.from(own).filter((one) => {
    if (targets.has(target[one]!)) return false;
    const atMs = occurredAtMs[one]!;
    return there.every((then) => Math.abs(then - atMs) > VISIT_MS);
  });
}

/** Occasions on which a member came to the targets, on average. */
function occasionsOf(
  { occurredAtMs, target }: EventColumns,
  { start, event }: EventsByActor,
  who: readonly number[],
  targets: ReadonlySet<number>,
): number {
  let came = 0;
  for (const actor of who) {
    const times = Array.from(event.subarray(start[actor]!, start[actor + 1]!))
      .filter((one) => targets.has(target[one]!))
      .map((one) => occurredAtMs[one]!);
    const firstMs = times.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY);
    came += new Set(times.map((time) => Math.floor((time - firstMs) / VISIT_MS))).size;
  }
  return came / Math.max(1, who.length);
}
