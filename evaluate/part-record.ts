import { existsSync, readFileSync } from "node:fs";
import type { RunContext } from "../bench/machine.ts";
import { accountGoals } from "./account-goals.ts";
import type { AccountsEvaluation } from "./accounts.ts";
import { alarmGoals } from "./alarm-goals.ts";
import type { CalibrationFigure } from "./calibration.ts";
import type { GoalFigure } from "./goal-figure.ts";
import { policyGoals } from "./policy-goals.ts";
import type { Figures } from "./report.ts";

/** What each part keeps beside its page, as JSON: enough to say how far it is from the goals. */
export interface PartFiles {
  readonly campaigns: Kept & { readonly goals?: readonly GoalFigure[] };
  readonly accounts: RunContext & Pick<AccountsEvaluation, "seed" | "real" | "families">;
  readonly calibration: Kept & { readonly figures: readonly CalibrationFigure[] };
  readonly policy: Kept & { readonly figures: Figures };
}
export type Part = keyof PartFiles;

interface Kept extends RunContext {
  readonly seeds: readonly number[];
}

/** Names of the pages and files in docs/evaluation. */
export const PART_FILES: Readonly<Record<Part, string>> = {
  campaigns: "campaigns",
  accounts: "accounts",
  calibration: "calibration",
  policy: "simulated-day",
};

/** A part's figures that have a goal, and what they rest on. */
export interface PartRecord {
  readonly part: Part;
  /** False: read from the last written report. */
  readonly now: boolean;
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  readonly seeds: readonly number[];
  readonly goals: readonly GoalFigure[];
}

const READERS: { readonly [P in Part]: (file: PartFiles[P]) => Pick<PartRecord, "seeds" | "goals"> } = {
  campaigns: ({ seeds, goals }) => ({ seeds, goals: goals ?? [] }),
  accounts: ({ seed, real, families }) => ({
    seeds: [seed, ...new Set(families.map((one) => one.seed))],
    goals: accountGoals(real, families, seed),
  }),
  calibration: ({ seeds, figures }) => ({ seeds, goals: alarmGoals(figures) }),
  policy: ({ seeds, figures }) => ({ seeds, goals: policyGoals(figures) }),
};

/** What a part keeps → its record. */
export function recordOf<P extends Part>(part: P, file: PartFiles[P], now: boolean): PartRecord {
  const { date, commit, machine } = file;
  return { part, now, date, commit, machine, ...READERS[part](file) };
}

/** The record of a part's last written report in `folder`; null when there is none. */
export function writtenRecord(part: Part, folder: URL): PartRecord | null {
  const path = new URL(`${PART_FILES[part]}.json`, folder);
  if (!existsSync(path)) return null;
  return recordOf(part, JSON.parse(readFileSync(path, "utf8")) as PartFiles[typeof part], false);
}
