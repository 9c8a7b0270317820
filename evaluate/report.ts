import type { RunContext } from "../bench/machine.ts";
import { ATTACK_FAMILIES, HONEST_SETS } from "../src/simulate/truth.ts";
import { MUST_FLAG } from "./grid.ts";
import type { RealResult } from "./real-data.ts";
import { count, overSeeds, percent, type Row, share, table } from "./report-format.ts";
import type { Days } from "./run-days.ts";
import {
  type AttackedCounts,
  type CampaignResult,
  type DayResult,
  isFlagged,
  type RuleWork,
  TUNING_SEEDS,
} from "./simulated-day.ts";
import { sum, type Tally, tally } from "./tally.ts";

export interface Evaluation extends Days {
  readonly context: RunContext;
  readonly policy: string;
  readonly real: readonly RealResult[];
}

/** Every figure of the report by name, and which way is better. */
export type Figures = Readonly<
  Record<string, { readonly value: number; readonly better: "lower" | "higher" }>
>;

/** An evaluation → the page in Markdown, and its figures by name. `worse` says what got worse, given the figures. */
export function markdown(
  evaluation: Evaluation,
  worse: (figures: Figures) => readonly string[],
): { readonly text: string; readonly figures: Figures } {
  const figures: Record<string, { value: number; better: "lower" | "higher" }> = {};
  const note = (name: string, value: number, better: "lower" | "higher"): number => {
    if (!Number.isNaN(value)) figures[name] = { value, better };
    return value;
  };
  const { context, seeds, sizes, variants, grids, real } = evaluation;
  const first = sizes[0]!;
  const parts = [
    "# The default policy, measured",
    "",
    "Written by `npm run evaluate -- --write`. What a campaign *bought* are the events on its own targets of the target's type; *cover* is",
    "everything else its accounts did: what they looked at on the way, and actions on popular things. A campaign is *flagged* when half",
    "or more of what it bought is held or rejected. Events are judged one by one, in one pass, without looking ahead; detection of",
    "campaigns as groups comes later and corrects these verdicts.",
    "",
    `* policy: \`${evaluation.policy}\``,
    `* date ${context.date}, commit ${context.commit}, ${context.machine}, Node ${context.node}`,
    `* seeds of the simulated days: ${seeds.join(", ")}, ${
      seeds.some((seed) => (TUNING_SEEDS as readonly number[]).includes(seed))
        ? "**which the policy was tuned on: not to be reported**"
        : "none of which the policy was tuned on"
    }`,
    "* intervals: 95 %, Wilson's for shares of events (events of one crowd are not independent, so these are too narrow), Student's over",
    "  seeds for shares of what was bought",
    "",
    `## Simulated: honest events, ${count(first.events)} events a day`,
    "",
    honestTable(first.days, note),
    "",
    ...sizes.map(({ events, days }) =>
      [
        `## Simulated: campaigns, ${count(events)} events a day`,
        "",
        familyTable(days, `${events} a day`, note),
        "",
        honestLine(days, `${events} a day`, note),
        "",
      ].join("\n"),
    ),
    "## Simulated: counts of attacked targets",
    "",
    "Engagement of the type that was bought on the targets it was bought for, retractions left aside. The error is Σ |count − honest| over",
    "targets, as part of all honest engagement on them; most of these targets have hardly any of their own.",
    "",
    countTable(sizes, note),
    "",
    ...grids.map(({ variant, which, events, days }) =>
      [
        `## Simulated: grid of ${which === "must" ? "farms, emulators and bursts" : "the other families"}, ${variant}`,
        "",
        `Corners of speed × density × camouflage × infrastructure, orders of 30 to 200, in ${count(events)} events a day.`,
        "",
        familyTable(days, `grid, ${variant}`, note),
        "",
        missedList(days),
        honestLine(days, `grid ${which}, ${variant}`, note),
        "",
      ].join("\n"),
    ),
    `## Simulated: what is lost without some fields, ${count(first.events)} events a day`,
    "",
    variantTable(first.days, variants, note),
    "",
    "## Simulated: which rules did the work",
    "",
    "Held or rejected events that name the rule among their three reasons.",
    "",
    ruleTable(first.days),
    "",
    ...real.map((result) => realPart(result, note)),
    ...(real.length === 0
      ? ["## Real data", "", "None: the exports were not there when this was run.", ""]
      : []),
  ];
  const text = [...parts, "## What got worse", "", ...worse(figures).map((line) => `* ${line}`), ""].join(
    "\n",
  );
  return { text, figures };
}

type Note = (name: string, value: number, better: "lower" | "higher") => number;

function honestTable(days: readonly DayResult[], note: Note): string {
  const rows: Row[] = [];
  const add = (name: string, verdicts: Tally): void => {
    if (verdicts.events === 0) return;
    const { events, challenged, held, rejected } = verdicts;
    note(`honest ${name}, held or rejected`, (held + rejected) / events, "lower");
    note(`honest ${name}, challenged`, challenged / events, "lower");
    rows.push([name, count(events), share(challenged, events), share(held, events), share(rejected, events)]);
  };
  add("all", sum(days.map(({ honest }) => honest)));
  add("ordinary life", sum(days.map(({ sets }) => sets.get("none") ?? tally())));
  for (const set of HONEST_SETS) add(set, sum(days.map(({ sets }) => sets.get(set) ?? tally())));
  return table(["set", "events", "challenged", "held", "rejected"], rows);
}

function familyTable(days: readonly DayResult[], name: string, note: Note): string {
  const rows = ATTACK_FAMILIES.flatMap((family): Row[] => {
    const campaigns = days.flatMap((day) => day.campaigns.filter((campaign) => campaign.family === family));
    if (campaigns.length === 0) return [];
    const flagged = campaigns.filter(isFlagged).length;
    note(`${family} flagged, ${name}`, flagged / campaigns.length, "higher");
    const bought = sum(campaigns.map((campaign) => campaign.bought));
    note(`${family} bought actions caught, ${name}`, caught(bought), "higher");
    const cover = sum(campaigns.map((campaign) => campaign.cover));
    const bySeed = days.map((day) =>
      caught(
        sum(
          day.campaigns.filter((campaign) => campaign.family === family).map((campaign) => campaign.bought),
        ),
      ),
    );
    return [
      [
        MUST_FLAG.includes(family) ? `**${family}**` : family,
        `${flagged} of ${campaigns.length}`,
        count(bought.events),
        overSeeds(bySeed),
        percent(bought.rejected / bought.events),
        cover.events === 0 ? "" : percent(caught(cover)),
      ],
    ];
  });
  return table(
    ["family", "flagged", "bought", "of it held or rejected", "of it rejected", "cover held or rejected"],
    rows,
  );
}

function honestLine(days: readonly DayResult[], name: string, note: Note): string {
  const { events, held, rejected } = sum(days.map(({ honest }) => honest));
  note(`honest events held or rejected, ${name}`, (held + rejected) / events, "lower");
  const worst = HONEST_SETS.map((set) => {
    const verdicts = sum(days.map(({ sets }) => sets.get(set) ?? tally()));
    return { set, part: verdicts.events === 0 ? 0 : caught(verdicts) };
  }).sort((a, b) => b.part - a.part)[0]!;
  return `Of ${count(events)} honest events ${share(held, events)} were held and ${share(rejected, events)} rejected; worst set: ${worst.set}, ${percent(worst.part)}.`;
}

function missedList(days: readonly DayResult[]): string {
  const missed = days.flatMap(({ campaigns }) => campaigns.filter((campaign) => !isFlagged(campaign)));
  if (missed.length === 0) return "";
  const cells = Map.groupBy(missed, cellName);
  const lines = [...cells]
    .sort((a, b) => b[1].length - a[1].length)
    .slice(0, 12)
    .map(
      ([name, campaigns]) =>
        `* ${campaigns.length} × ${name}, ${percent(caught(sum(campaigns.map((one) => one.bought))))} held or rejected`,
    );
  const more = cells.size > lines.length ? [`* and ${cells.size - lines.length} more cells`] : [];
  return [`Not flagged, ${missed.length} campaigns:`, "", ...lines, ...more, "", ""].join("\n");
}

function cellName({ family, parameters }: CampaignResult): string {
  const minutes = Math.round(parameters.delivery_ms / 60_000);
  return `${family} by ${parameters.infrastructure}, delivered in ${minutes} min, density ${parameters.density}, camouflage ${parameters.camouflage}`;
}

function countTable(sizes: Days["sizes"], note: Note): string {
  const rows = sizes.map(({ events, days }): Row => {
    const all: AttackedCounts = { raw: 0, honest: 0, public: 0, rawError: 0, publicError: 0, honestLost: 0 };
    for (const { attacked } of days)
      for (const key of Object.keys(all) as (keyof AttackedCounts)[]) all[key] += attacked[key];
    note(
      `error of public counts on attacked targets, ${events} a day`,
      all.publicError / all.honest,
      "lower",
    );
    return [
      count(events),
      count(all.honest),
      count(all.raw),
      count(all.public),
      (all.rawError / all.honest).toFixed(2),
      (all.publicError / all.honest).toFixed(2),
      percent(1 - all.publicError / all.rawError),
      share(all.honestLost, all.honest),
    ];
  });
  return table(
    ["events a day", "honest", "raw", "public", "error raw", "error public", "error removed", "honest lost"],
    rows,
  );
}

function variantTable(all: readonly DayResult[], variants: Days["variants"], note: Note): string {
  const line = (name: string, days: readonly DayResult[]): Row => {
    const campaigns = days.flatMap((day) => day.campaigns);
    const must = campaigns.filter(({ family }) => MUST_FLAG.includes(family));
    const honest = sum(days.map((day) => day.honest));
    const bought = sum(campaigns.map((campaign) => campaign.bought));
    note(`bought actions caught, ${name}`, caught(bought), "higher");
    const notFlagged = campaigns.filter((campaign) => !isFlagged(campaign)).map(({ family }) => family);
    return [
      name,
      `${must.filter(isFlagged).length} of ${must.length}`,
      `${campaigns.filter(isFlagged).length} of ${campaigns.length}`,
      percent(caught(bought)),
      percent(bought.rejected / bought.events),
      percent(caught(honest)),
      [...Map.groupBy(notFlagged, (family) => family)]
        .map(([family, list]) => `${family} ${list.length}`)
        .join(", "),
    ];
  };
  return table(
    [
      "fields",
      "farms, emulators, bursts flagged",
      "all flagged",
      "bought held or rejected",
      "rejected",
      "honest held or rejected",
      "not flagged",
    ],
    [line("all fields", all), ...variants.map(({ variant, days }) => line(variant, days))],
  );
}

function ruleTable(days: readonly DayResult[]): string {
  const total = new Map<string, RuleWork>();
  for (const { rules } of days) {
    for (const [name, { honest, bought, cover }] of rules) {
      const work = total.get(name) ?? { honest: 0, bought: 0, cover: 0 };
      total.set(name, {
        honest: work.honest + honest,
        bought: work.bought + bought,
        cover: work.cover + cover,
      });
    }
  }
  const rows = [...total]
    .sort((a, b) => b[1].bought - a[1].bought)
    .map(([name, { honest, bought, cover }]): Row => [name, count(bought), count(cover), count(honest)]);
  return table(["rule", "bought", "cover", "honest"], rows);
}

function realPart(
  { set, types, hits, rulesEvaluable, rulesTotal, rejectedLines }: RealResult,
  note: Note,
): string {
  const rows = [...types].map(([type, { events, challenged, held, rejected }]): Row => {
    note(
      `${set.name}, ${type} held or rejected`,
      (held + rejected) / events,
      set.genuine ? "lower" : "higher",
    );
    return [type, count(events), share(challenged, events), share(held, events), share(rejected, events)];
  });
  const named = [...hits]
    .sort((a, b) => b[1] - a[1])
    .map(([rule, times]) => `\`${rule}\` on ${count(times)}`);
  return [
    `## Real: ${set.name}`,
    "",
    `${set.what}. Read with \`${set.mapping}\`; ${count(rejectedLines)} lines rejected. Of ${rulesTotal} rules ${rulesEvaluable} had an answer on at least`,
    `one event, be it that a part of their condition was false without the fields that this export lacks. Rules that hit, at any verdict: ${named.join(", ") || "none"}.`,
    "",
    table(["type", "events", "challenged", "held", "rejected"], rows),
    "",
    ...(set.remark === "" ? [] : [set.remark, ""]),
  ].join("\n");
}

function caught({ events, held, rejected }: Tally): number {
  return events === 0 ? Number.NaN : (held + rejected) / events;
}
