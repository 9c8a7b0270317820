import { GOAL_ROWS, type GoalFigure, type GoalRow, goalInInterval, missedBy } from "./goal-figure.ts";
import type { PartRecord } from "./part-record.ts";
import { percent, type Row, table } from "./report-format.ts";
import { TUNING_SEEDS } from "./simulated-day.ts";

/** What each part of the evaluation is, and where it is told in full. */
const PAGES = [
  [
    "campaigns",
    "campaigns.md",
    "campaigns found, beside published methods; honest sets; counts; delays; cost",
  ],
  ["accounts", "accounts.md", "the account model on real labels and on families it never saw"],
  ["calibration", "calibration.md", "false alarms asked and obtained"],
  ["policy", "simulated-day.md", "the default policy, event by event"],
] as const;

/** Records of the parts, run now or written before → the page that has every goal in one table. */
export function goalPage(records: readonly PartRecord[]): string {
  const rows = (Object.keys(GOAL_ROWS) as GoalRow[]).flatMap((row) =>
    records.flatMap((record) =>
      record.goals.filter((goal) => goal.row === row).map((goal) => lineOf(goal, record)),
    ),
  );
  const judged = records.flatMap(({ goals }) => goals).filter((goal) => missedBy(goal) !== null);
  const met = judged.filter((goal) => missedBy(goal) === 0).length;
  const tuned = records.some(({ seeds }) => seeds.some((seed) => isTuning(seed)));
  return [
    "# Evaluation: every goal in one table",
    "",
    "Written by `npm run evaluate -- --write` from the figures that its parts keep; nothing here is written by hand. Goals are those of the project's design; none was set after its figure",
    "was seen. *Simulated* says how well detection finds what the simulator does, no more: regression, never proof.",
    "",
    "**Read first: [worlds that others made](foreign.md)**, honest ones and attacked ones, [what could be known at the most](detection-bounds.md), and [exports, comments, followers, genuine logs](exports.md).",
    "",
    ...PAGES.map(([part, page, what]) => {
      const record = records.find((own) => own.part === part);
      const when =
        record === undefined
          ? "**not run, and nothing written before**"
          : `${record.now ? "run now" : "as last written"}, ${record.date}, commit ${record.commit}${record.goals.length === 0 ? "; **written before goals were kept with it: run it again to see them below**" : ""}`;
      return `* [${part}](${page}): ${what}; ${when}`;
    }),
    "* speed, latency, memory and start are measured by `npm run bench`: [what users start](shipped.md), [parts by themselves](bench.md)",
    "* [followers.md](followers.md): the shipped follower model: its card, new populations, real accounts",
    "* [second-opinion.md](second-opinion.md): what dense blocks and surges add, on tuning seeds",
    "* [detection-cost.md](detection-cost.md): what finding campaigns in a file costs, and where it goes",
    "* [detection-bounds.md](detection-bounds.md): what can be known at most of the attacks that campaigns miss",
    "* [remarks.md](remarks.md): payment remarks, unseen text; [links.md](links.md): payments and the steps that follow; [ledger.md](ledger.md): the transparency log's cost",
    "* [exchange.md](exchange.md): what an exchange between two deployments costs",
    "",
    ...(tuned ? ["**Some seeds below are ones that were tuned on: not to be reported.**", ""] : []),
    `Of ${judged.length} figures that have a goal ${met} meet it.`,
    "",
    table(
      [
        "goal's row",
        "figure",
        "goal",
        "got",
        "95 % interval",
        "short by",
        "data",
        "seeds",
        "commit",
        "machine",
      ],
      rows,
    ),
    "",
  ].join("\n");
}

function isTuning(seed: number): boolean {
  return (TUNING_SEEDS as readonly number[]).includes(seed);
}

function lineOf(goal: GoalFigure, { seeds, commit, machine }: PartRecord): Row {
  const { low, high, value } = goal;
  return [
    GOAL_ROWS[goal.row],
    goal.what,
    goalText(goal),
    value === null ? "not measured" : shown(value, goal),
    low === null || high === null ? "" : `${shown(low, goal)} to ${shown(high, goal)}`,
    shortText(goal),
    goal.data,
    (goal.seeds ?? seeds).join(", "),
    commit,
    machine,
  ];
}

function goalText(goal: GoalFigure): string {
  const { least, most } = goal;
  if (least !== null && most !== null) return `${shown(least, goal)} to ${shown(most, goal)}`;
  if (least !== null) return `≥ ${shown(least, goal)}`;
  return most === null ? "" : `≤ ${shown(most, goal)}`;
}

function shortText(goal: GoalFigure): string {
  const missing = missedBy(goal);
  if (missing === null) return "";
  if (Number.isNaN(missing)) return "**not measured**";
  if (missing === 0) return "met";
  const text = shown(missing, goal);
  return `**${Number.parseFloat(text) === 0 ? `less than ${text.replace(/0(?=\D*$)/, "1")}` : text}**${goalInInterval(goal) ? "; the interval reaches the goal" : ""}`;
}

function shown(value: number, { unit }: GoalFigure): string {
  if (unit === "percent") return percent(value);
  if (unit === "decimal") return value.toFixed(3);
  return String(Number(value.toPrecision(3)));
}
