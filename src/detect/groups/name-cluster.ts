import type { CampaignMember, CampaignTarget, Cluster } from "../../nouns/campaign.ts";
import { kindWord } from "../../nouns/event.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { keyHex } from "../columns/key-hex.ts";
import type { MemberEvents } from "./group-evidence.ts";
import type { WeighedGroup } from "./membership.ts";

/** A group and its members (places among its candidates) → who, what, whose and when, by key and sequence. O(entries of its orders). */
export function nameCluster(
  group: WeighedGroup,
  places: Int32Array,
  memberEvents: MemberEvents,
  columns: EventColumns,
): Pick<Cluster, "fromMs" | "toMs" | "members" | "targets" | "owners" | "events" | "visits"> {
  const { occurredAtMs, sequence } = columns;
  const eventOf = new Map<number, number>();
  for (const order of group.orders) {
    order.actors.forEach((actor, i) => {
      if (!eventOf.has(actor)) eventOf.set(actor, order.events[i]!);
    });
  }
  const members: CampaignMember[] = Array.from(places, (place) => {
    const actor = group.actors[place]!;
    return {
      key: keyHex(columns.actorKeys, actor),
      probability: group.probability[place]!,
      orders: group.served[place]!,
      event: sequence[eventOf.get(actor)!]!,
    };
  });
  const isMember = new Set(Array.from(places, (place) => group.actors[place]!));
  const acts = new Map<string, number>();
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  const targets: CampaignTarget[] = group.orders.map((order) => {
    let own = 0;
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    order.actors.forEach((actor, i) => {
      if (!isMember.has(actor)) return;
      own++;
      const atMs = occurredAtMs[order.events[i]!]!;
      if (atMs < first) first = atMs;
      if (atMs > last) last = atMs;
    });
    fromMs = Math.min(fromMs, first);
    toMs = Math.max(toMs, last);
    const code = columns.owner[order.target]!;
    const owner = code < 0 ? null : keyHex(columns.ownerKeys, code);
    if (owner !== null) acts.set(owner, (acts.get(owner) ?? 0) + own);
    return {
      key: keyHex(columns.targetKeys, order.target),
      owner,
      type: kindWord(order.kind),
      members: own,
      audience: order.actors.length,
      fromMs: first,
      toMs: last,
      event: sequence[order.events[0]!]!,
    };
  });
  return {
    fromMs,
    toMs,
    members: members.sort((a, b) => b.probability - a.probability || (a.key < b.key ? -1 : 1)),
    targets: targets.sort((a, b) => a.fromMs - b.fromMs || (a.key < b.key ? -1 : 1)),
    owners: [...acts]
      .map(([key, count]) => ({ key, acts: count }))
      .sort((a, b) => b.acts - a.acts || (a.key < b.key ? -1 : 1)),
    events: Float64Array.from(memberEvents.bought, (event) => sequence[event]!).sort(),
    visits: Float64Array.from(memberEvents.visits, (event) => sequence[event]!).sort(),
  };
}
