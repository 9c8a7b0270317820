import { existsSync, readFileSync } from "node:fs";
import { createJudge } from "../src/flow/judge.ts";
import { judged, sortEvents } from "../src/flow/offline.ts";
import { parseMapping } from "../src/ingest/mapping.ts";
import { openSource } from "../src/ingest/open-source.ts";
import { EVENT_TYPES } from "../src/nouns/event.ts";
import type { Policy } from "../src/nouns/policy.ts";
import { addVerdict, type Tally, tally } from "./tally.ts";

/** A real export with the mapping that reads it. Paths from the project's root. */
export interface RealDataSet {
  readonly name: string;
  readonly what: string;
  /** Nothing in it was bought, as far as is known: every hit is a false alarm. */
  readonly genuine: boolean;
  readonly file: string;
  readonly mapping: string;
  /** What must be said beside its figures; may be empty. */
  readonly remark: string;
}

export const REAL_DATA: readonly RealDataSet[] = [
  {
    name: "KuaiRand-Pure",
    what: "A week of Kuaishou, all of it genuine as far as its authors know: every hit is a false alarm",
    genuine: true,
    file: "../shared/data/kuairand/log_2022-04-25_2022-04-30.parquet",
    mapping: "examples/mappings/kuairand.yaml",
    remark:
      "These zeros say little. The log names no address, device, client or session, and it is sparse: looking times before a target's engagements could be measured (ten within a day) on 7 of its 2,020 endorsements, and no target had eight likes within six hours. Most rules that were answered were answered no by another part of their condition.",
  },
  {
    name: "StarScout",
    what: "GitHub stars that StarScout lists as fake; only account, repository and time are known",
    genuine: false,
    file: "../shared/data/fake-stars/low_activity_fake_stars.csv",
    mapping: "examples/mappings/fake-stars.yaml",
    remark:
      "Of the list's 24,080 accounts 22,789 (95 %) are in it with one star or two, so most events have no past to be judged by, and it holds no honest stars to learn a repository's own rate from. A rule that held them on account, repository and time alone would hold newcomers as well; the four accounts that gave twenty and more within a minute give evidence (`account_rate`), which alone holds nothing. What marks the others is that they came together: that is for campaign detection, not for this stage.",
  },
];

export interface RealResult {
  readonly set: RealDataSet;
  /** By type of event. */
  readonly types: ReadonlyMap<string, Tally>;
  /** Rules by name: events they hit, whatever the verdict (only the strongest reasons of an event are seen). */
  readonly hits: ReadonlyMap<string, number>;
  /** Rules that could be evaluated on at least one event, and all rules. */
  readonly rulesEvaluable: number;
  readonly rulesTotal: number;
  readonly rejectedLines: number;
}

/** An export through the judge in order of time, or null where the file is not there. */
export async function evaluateRealData(
  policy: Policy,
  set: RealDataSet,
  root: URL,
): Promise<RealResult | null> {
  const file = new URL(set.file, root);
  if (!existsSync(file)) return null;
  const mapping = parseMapping(readFileSync(new URL(set.mapping, root), "utf8"), set.mapping);
  const source = await openSource({ path: file.pathname }, { mapping });
  const types = new Map<string, Tally>();
  const hits = new Map<string, number>();
  const evaluable = new Uint8Array(policy.rules.length);
  let rejectedLines = 0;
  async function* sources() {
    yield source;
  }
  await sortEvents(
    sources(),
    judged(createJudge(policy), {
      decided(row, decision) {
        const type = EVENT_TYPES[row.kind] ?? "retraction";
        const verdicts = types.get(type) ?? tally();
        types.set(type, verdicts);
        addVerdict(verdicts, decision.verdict);
        for (let i = 0; i < decision.reasonCount; i++) {
          const { name } = policy.rules[decision.reasonRule[i]!]!;
          hits.set(name, (hits.get(name) ?? 0) + 1);
        }
        for (let rule = 0; rule < evaluable.length; rule++) {
          if ((policy.rules[rule]!.onMask & (1 << row.kind)) === 0) continue;
          if ((decision.notEvaluable[rule >> 5]! & (1 << (rule & 31))) === 0) evaluable[rule] = 1;
        }
      },
      duplicate: () => {},
      rejected: () => {
        rejectedLines++;
      },
      progress: () => {},
      drain: async () => {},
    }),
  );
  return {
    set,
    types,
    hits,
    rulesEvaluable: evaluable.reduce((total, one) => total + one, 0),
    rulesTotal: policy.rules.length,
    rejectedLines,
  };
}
