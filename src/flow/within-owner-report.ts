import type { WithinOwnerGroup } from "../detect/audience/within-owner-group.ts";
import type { EventColumns } from "../detect/columns/event-columns.ts";
import type { CampaignActs, CampaignReport } from "../nouns/campaign-report.ts";
import { campaignTitle } from "../nouns/campaign-words.ts";
import { figureText } from "../nouns/figure-text.ts";
import type { EventName } from "./event-names.ts";
import type { NamedEvents } from "./found-campaign.ts";

/** Highest score: one owner's fans have reasons to come together that no file tells. */
const SCORE_MAX = 0.95;

/** A group that comes together within one owner's audience → its report, under the `number`-th id of its kind. O(its events). */
export function withinOwnerReport(
  group: WithinOwnerGroup,
  number: number,
  columns: EventColumns,
  names: NamedEvents,
): CampaignReport {
  const actors = new Set<string>();
  const targets = new Map<string, { kind: string; id: string; acts: Map<string, EventName[]> }>();
  const ids: string[] = [];
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const row of group.events) {
    const name = names.of(columns.sequence[row]!);
    fromMs = Math.min(fromMs, columns.occurredAtMs[row]!);
    toMs = Math.max(toMs, columns.occurredAtMs[row]!);
    ids.push(name.id);
    actors.add(name.actor);
    const key = `${name.kind}/${name.target}`;
    const target = targets.get(key) ?? { kind: name.kind, id: name.target, acts: new Map() };
    targets.set(key, target);
    const acts = target.acts.get(name.type) ?? [];
    target.acts.set(name.type, acts);
    acts.push(name);
  }
  const title = campaignTitle({ members: actors.size, targets: targets.size, owners: 1, fromMs, toMs });
  return {
    id: `within-${number}`,
    score: Math.min(SCORE_MAX, 1 - group.falseDiscoveryShare),
    false_alarm_rate: null,
    false_alarm_text: null,
    window: { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() },
    headline: {
      zh: `${title.zh}，与该账号自身粉丝的到达规律不符。`,
      en: `${title.en}, which this owner's own fans do not explain.`,
    },
    members: [...actors],
    targets: [...targets.values()].map(({ kind, id, acts }) => ({
      kind,
      id,
      acts: [...acts].map(([type, own]) => actsOf(type, own)),
    })),
    events: ids,
    reasons: reasonsOf(group),
    innocent_explanations: [],
  };
}

function actsOf(type: string, names: readonly EventName[]): CampaignActs {
  const members = new Set(names.map(({ actor }) => actor)).size;
  const counted = names.filter((name) => name.counted).length;
  return { type, members, audience: members, events: names.length, counted };
}

function reasonsOf({
  evidence,
  occasions,
  withinShare,
  targets,
}: WithinOwnerGroup): CampaignReport["reasons"] {
  const came = targets.reduce((sum, target) => sum + target.came, 0);
  const expected = targets.reduce((sum, target) => sum + target.expected, 0);
  const reasons = [
    {
      rule: "came_together",
      value: came,
      baseline: expected,
      text: {
        zh: `在 ${occasions} 个彼此分开的时段一同到达，共 ${came} 次；按各自习惯预期为 ${figureText(expected)} 次`,
        en: `they came together on ${occasions} occasions apart from each other, ${came} times; their own habits explain ${figureText(expected)}`,
      },
    },
    {
      rule: "within_share",
      value: withinShare,
      baseline: null,
      text: {
        zh: `成员对该账号的行为中有 ${figureText(100 * withinShare)}% 发生在这些时段`,
        en: `${figureText(100 * withinShare)} % of all that members do for this owner falls on these occasions`,
      },
    },
  ];
  if (evidence.includes("fixed_order"))
    reasons.push({
      rule: "fixed_order",
      value: occasions,
      baseline: null,
      text: { zh: "每次都按相同的先后次序到达", en: "each time they come in the same order" },
    });
  return reasons;
}
