import type { JudgedPart } from "../detect/judge/judge-campaign.ts";
import type { Campaign, CampaignEvidence, CampaignReason } from "../nouns/campaign.ts";
import { campaignReasonText } from "../nouns/campaign.ts";
import type { CampaignReport } from "../nouns/campaign-report.ts";
import { campaignHeadline } from "../nouns/campaign-words.ts";
import { falseAlarmText } from "../nouns/false-alarm-words.ts";
import { innocentExplanations } from "../nouns/innocent-explanations.ts";
import { campaignFalseAlarms } from "./campaign-false-alarms.ts";
import type { EventName } from "./event-names.ts";

/** Events whose names can be asked for by sequence. */
export interface NamedEvents {
  readonly of: (sequence: number) => EventName;
}

/** A campaign as windows show it, one after the other: named, so that it can be told when the events are gone. */
export interface FoundCampaign {
  readonly id: string;
  /** Highest score of a window, and what that window measured. */
  score: number;
  evidence: CampaignEvidence;
  reasons: readonly CampaignReason[];
  /** Nothing but views: what viewers have in common told it, which the window itself has judged. */
  viewsOnly: boolean;
  fromMs: number;
  toMs: number;
  /** Shown by a window of four days; else by weeks alone. */
  nearLine: boolean;
  /** By key: name, and highest probability. */
  readonly members: Map<string, { readonly actor: string; probability: number }>;
  /** By key. */
  readonly targets: Map<string, { readonly kind: string; readonly id: string }>;
  /** Keys of the owners who gained, by target key. */
  readonly owners: Map<string, string>;
  /** By event id. */
  readonly events: Map<string, EventName>;
  /** Most that did the same in a window, by target and type. */
  readonly audiences: Map<string, number>;
  /** Actor, target and type of acts that were taken back. */
  readonly takenBack: Set<string>;
  /** Sequences of the acts and of the visits taken so far: windows overlap. */
  readonly taken: { readonly events: Set<number>; readonly visits: Set<number> };
}

/** A campaign that nothing is known of yet. */
export function emptyFound(id: string, evidence: CampaignEvidence): FoundCampaign {
  return {
    id,
    score: 0,
    evidence,
    reasons: [],
    viewsOnly: true,
    fromMs: Number.POSITIVE_INFINITY,
    toMs: Number.NEGATIVE_INFINITY,
    nearLine: false,
    members: new Map(),
    targets: new Map(),
    owners: new Map(),
    events: new Map(),
    audiences: new Map(),
    takenBack: new Set(),
    taken: { events: new Set(), visits: new Set() },
  };
}

/** Adds what a window, or weeks, show of a campaign. */
export function keepCampaign(
  found: FoundCampaign,
  campaign: Campaign,
  names: NamedEvents,
  nearLine: boolean,
): void {
  found.nearLine ||= nearLine;
  if (campaign.score >= found.score) {
    found.score = campaign.score;
    found.evidence = campaign.evidence;
    found.reasons = campaign.reasons;
  }
  found.viewsOnly &&= campaign.targets.every(({ type }) => type === "view");
  found.fromMs = Math.min(found.fromMs, campaign.fromMs);
  found.toMs = Math.max(found.toMs, campaign.toMs);
  for (const { key, event, probability } of campaign.members) {
    const before = found.members.get(key);
    if (before === undefined) found.members.set(key, { actor: names.of(event).actor, probability });
    else before.probability = Math.max(before.probability, probability);
  }
  for (const { key, owner, event, type, audience } of campaign.targets) {
    const { kind, target } = names.of(event);
    found.targets.set(key, { kind, id: target });
    if (owner !== null) found.owners.set(key, owner);
    const place = actPlace(kind, target, type);
    found.audiences.set(place, Math.max(audience, found.audiences.get(place) ?? 0));
  }
  keepActs(found, campaign, names);
}

/** Adds acts to a campaign's, each once. */
export function keepActs(
  found: FoundCampaign,
  acts: Pick<Campaign, "events" | "visits">,
  names: NamedEvents,
): void {
  const { events, visits } = found.taken;
  for (const event of acts.visits) {
    if (visits.has(event)) continue;
    visits.add(event);
    const name = names.of(event);
    if (name.type.startsWith("un")) found.takenBack.add(actKey(name, name.type.slice(2)));
  }
  for (const event of acts.events) {
    if (events.has(event)) continue;
    events.add(event);
    const name = names.of(event);
    if (!found.events.has(name.id)) found.events.set(name.id, name);
  }
}

/** The part of a campaign that these members (by key) did to these targets (by key). */
export function partOfFound(
  found: FoundCampaign,
  id: string,
  { members, targets }: Pick<JudgedPart, "members" | "targets">,
): FoundCampaign {
  const kept = [...found.members].filter(([key]) => members.has(key));
  const served = [...found.targets].filter(([key]) => targets.has(key));
  const actors = new Set(kept.map(([, { actor }]) => actor));
  const places = new Set(served.map(([, { kind, id: target }]) => `${kind}/${target}`));
  return {
    ...found,
    id,
    members: new Map(kept),
    targets: new Map(served),
    owners: new Map([...found.owners].filter(([key]) => targets.has(key))),
    events: new Map(
      [...found.events].filter(
        ([, { actor, kind, target }]) => actors.has(actor) && places.has(`${kind}/${target}`),
      ),
    ),
  };
}

/** What a report says of a campaign beside who and what. */
export type Verdict = Pick<JudgedPart, "score" | "evidence" | "reasons" | "fromMs" | "toMs">;

/** A judged campaign, or part of one → its report. */
export function reportOf(
  found: FoundCampaign,
  { score, evidence, reasons, fromMs, toMs }: Verdict,
): CampaignReport {
  const members = [...found.members.values()]
    .sort((a, b) => b.probability - a.probability)
    .map(({ actor }) => actor);
  const { falseAlarmRate, falseAlarmAtFloor = false } = campaignFalseAlarms(
    found.nearLine ? "near_line" : "nightly",
    { score, members, evidence },
  );
  const size = {
    members: members.length,
    targets: found.targets.size,
    owners: new Set(found.owners.values()).size,
    fromMs,
    toMs,
  };
  return {
    id: found.id,
    score: Math.round(score * 1e4) / 1e4,
    false_alarm_rate: falseAlarmRate === null ? null : Math.round(falseAlarmRate * 1e4) / 1e4,
    false_alarm_text: falseAlarmRate === null ? null : falseAlarmText(falseAlarmRate, falseAlarmAtFloor),
    window: { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() },
    headline: campaignHeadline(size, evidence),
    members,
    targets: targetsOf(found),
    events: [...found.events.keys()],
    reasons: reasons.map((reason) => ({
      rule: reason.rule,
      value: reason.value,
      baseline: reason.baseline,
      text: { zh: campaignReasonText(reason, "zh"), en: campaignReasonText(reason, "en") },
    })),
    innocent_explanations: innocentExplanations(evidence, size),
  };
}

interface Acts {
  readonly members: Set<string>;
  events: number;
  counted: number;
  /** Of the counted. */
  undone: number;
}

function targetsOf(found: FoundCampaign): CampaignReport["targets"] {
  const targets = new Map<string, { kind: string; id: string; acts: Map<string, Acts>; events: number }>();
  for (const name of found.events.values()) {
    const key = `${name.kind}/${name.target}`;
    const target = targets.get(key) ?? { kind: name.kind, id: name.target, acts: new Map(), events: 0 };
    targets.set(key, target);
    const acts = target.acts.get(name.type) ?? { members: new Set(), events: 0, counted: 0, undone: 0 };
    target.acts.set(name.type, acts);
    target.events++;
    acts.events++;
    if (name.counted) acts.counted++;
    if (acts.members.has(name.actor)) continue;
    acts.members.add(name.actor);
    if (found.takenBack.has(actKey(name, name.type))) acts.undone++;
  }
  return [...targets.values()]
    .sort((a, b) => b.events - a.events)
    .map(({ kind, id, acts }) => ({
      kind,
      id,
      acts: [...acts].map(([type, { members, events, counted, undone }]) => ({
        type,
        members: members.size,
        // Over several windows more members may be known than one window's audience held.
        audience: Math.max(found.audiences.get(actPlace(kind, id, type)) ?? 0, members.size),
        events,
        counted: Math.max(0, counted - undone),
      })),
    }));
}

function actPlace(kind: string, target: string, type: string): string {
  return JSON.stringify([kind, target, type]);
}

function actKey({ actor, kind, target }: Pick<EventName, "actor" | "kind" | "target">, type: string): string {
  return JSON.stringify([actor, kind, target, type]);
}
