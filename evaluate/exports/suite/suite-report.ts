import type { Sort, Verdict } from "./judge-run.ts";
import type { Truth } from "./truth.ts";

export interface ReportFacts {
  readonly seed: number;
  readonly commit: string;
  readonly clean: boolean;
  readonly machine: string;
  readonly date: string;
}

const SORTS: readonly Sort[] = [
  "right",
  "refused, true cause",
  "refused, wrong cause",
  "silently wrong",
  "crashed",
];
/** The goal of the issue: at least 95 % audited right without a mapping, none silently wrong. */
const RIGHT_SHARE_MIN = 0.95;

export interface Tally {
  readonly sorts: Readonly<Record<Sort, number>>;
  /** Files that hold events a person could read, and how many of them were audited right. */
  readonly readable: number;
  readonly readableRight: number;
  readonly met: boolean;
}

/** Verdicts and truths → the figures of the goal. */
export function tallyOf(truths: readonly Truth[], verdicts: readonly Verdict[]): Tally {
  const sorts = Object.fromEntries(SORTS.map((sort) => [sort, 0])) as Record<Sort, number>;
  for (const one of verdicts) sorts[one.sort] += 1;
  const readable = new Set(truths.filter((truth) => truth.outcome === "audit").map((truth) => truth.name));
  const readableRight = verdicts.filter((one) => readable.has(one.name) && one.sort === "right").length;
  const met =
    readableRight >= RIGHT_SHARE_MIN * readable.size &&
    sorts["silently wrong"] + sorts.crashed + sorts["refused, wrong cause"] === 0;
  return { sorts, readable: readable.size, readableRight, met };
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s+/g, " ");
const percent = (part: number, whole: number): string =>
  whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`;

/** The page `docs/evaluation/exports-suite.md`. */
export function suitePage(
  truths: readonly Truth[],
  verdicts: readonly Verdict[],
  facts: ReportFacts,
): string {
  const tally = tallyOf(truths, verdicts);
  const truthOf = new Map(truths.map((truth) => [truth.name, truth]));
  const rows = truths.reduce((sum, truth) => sum + truth.events, 0);
  const wrong = verdicts.filter((one) => one.sort !== "right" && one.sort !== "refused, true cause");
  const unchecked = verdicts.filter((one) => one.sort === "right" && one.unchecked.length > 0).length;
  const unsaid = verdicts.filter((one) => one.unsaid.length > 0);
  const planted = verdicts.filter((one) => one.groups !== null && truthOf.get(one.name)!.planted !== null);
  const honest = verdicts.filter((one) => one.groups !== null && truthOf.get(one.name)!.planted === null);
  const lines = [
    "# Exports as people have them",
    "",
    `${truths.length} cases with ${rows} events in all, made by \`evaluate/exports/suite/make-suite.ts\`, whose author had not read the readers. Each was given to`,
    "`touchstone audit FILE --json` in the zone and language of its user, without a mapping, and the answer compared with the truth: events, people, targets,",
    "kinds, first and last time, and what must be said. All files are made up; names of columns are those of real tools.",
    "",
    `Seed ${facts.seed}, commit ${facts.commit}${facts.clean ? "" : " (tree not clean)"}, ${facts.date}, ${facts.machine}.`,
    "",
    "| sort | cases | share |",
    "|---|---|---|",
    ...SORTS.map(
      (sort) => `| ${sort} | ${tally.sorts[sort]} | ${percent(tally.sorts[sort], verdicts.length)} |`,
    ),
    "",
    `Of ${tally.readable} files that must be read, ${tally.readableRight} (${percent(tally.readableRight, tally.readable)}) were audited right. ` +
      `Goal: at least 95 %, the rest refused with the true cause, none silently wrong: ${tally.met ? "**met**" : "**not met**"}.`,
    "The other files may be refused, or must be.",
    "",
    unchecked === 0
      ? "People and targets were compared in every file."
      : `In ${unchecked} of the right ones people or targets could not be compared, as the answer does not count them.`,
    "",
    `Bought acts were planted in ${planted.length} of the audited files; groups or surges were named in ${planted.filter((one) => one.groups! > 0).length} of them, ` +
      `and in ${honest.filter((one) => one.groups! > 0).length} of ${honest.length} honest ones. This is not a measure of detection: most of these exports say who, what and when and no more.`,
    "",
    "## Not right",
    "",
    wrong.length === 0 ? "None." : "| case | what it is | sort | what happened |\n|---|---|---|---|",
    ...wrong.map(
      (one) =>
        `| ${one.name} | ${cell(truthOf.get(one.name)!.about)} | ${one.sort} | ${cell(one.notes.join("; "))} |`,
    ),
    "",
    "## Right, but something was left unsaid",
    "",
    unsaid.length === 0 ? "None." : "| case | what would have been good to say |\n|---|---|",
    ...unsaid.map((one) => `| ${one.name} | ${cell(one.unsaid.join("; "))} |`),
    "",
    "## Every case",
    "",
    "| case | rows | encoding | time | container | sort | s |",
    "|---|---|---|---|---|---|---|",
    ...verdicts.map((one) => {
      const { traits } = truthOf.get(one.name)!;
      const trait = (key: string): string => cell(String(traits[key] ?? "-"));
      return `| ${one.name} | ${trait("rows")} | ${trait("encoding")} | ${trait("time")} | ${trait("container")} | ${one.sort} | ${one.seconds.toFixed(1)} |`;
    }),
    "",
  ];
  return lines.join("\n");
}
