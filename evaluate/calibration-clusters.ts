import { writeFileSync } from "node:fs";
import type { ClusterCalibration } from "../src/calibrate/cluster-calibration.ts";
import { decoyColumns } from "../src/calibrate/decoy-columns.ts";
import { createEventColumns, type EventColumns } from "../src/detect/columns/event-columns.ts";
import { detectCampaigns } from "../src/detect/detect-campaigns.ts";
import { createDecoder } from "../src/ingest/json-decoder.ts";
import { createEventRow } from "../src/nouns/event-row.ts";
import { hashText } from "../src/nouns/hash.ts";
import type { SimulationOptions } from "../src/simulate/options.ts";
import { createSimulation } from "../src/simulate/simulation.ts";
import { isotonic, type MonotoneSteps } from "../src/statistics/isotonic.ts";
import { TUNING_SEEDS } from "./simulated-day.ts";

/** A simulated stretch as columns, and the keys of each campaign's members as the detector writes them. */
interface Day {
  readonly columns: EventColumns;
  readonly campaigns: readonly ReadonlySet<string>[];
}

/** Decodes a simulated stretch; about 15 CPU-s for a million events. */
export function simulateColumns(options: SimulationOptions): Day {
  const simulation = createSimulation(options);
  const decoder = createDecoder();
  const row = createEventRow();
  const builder = createEventColumns(20_000_000);
  let sequence = 0;
  for (const run of simulation.runs()) {
    let start = 0;
    while (start < run.bytes.length) {
      const end = run.bytes.indexOf(0x0a, start);
      if (decoder.decode(run.bytes, start, end, row, Number.POSITIVE_INFINITY) === null)
        builder.add(row, sequence++);
      start = end + 1;
    }
  }
  return {
    columns: builder.columns(),
    campaigns: simulation.campaigns().map(({ members }) => new Set(members.map(actorKey))),
  };
}

function actorKey(actor: string): string {
  const [low, high] = hashText(actor);
  const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
  return hex(high) + hex(low);
}

/** Bins that members' probabilities are gathered in before the monotone fit. */
const MEMBER_BINS = 20;

/** What the detector says, held against truth: clusters by score, members by probability. */
export interface ClusterFindings {
  millions: number;
  readonly falseClusters: [score: number, members: number][];
  readonly clusters: [score: number, isTrue: number][];
  /** By bin of probability: sum of the probabilities, members, of them true. */
  readonly members: { said: number; count: number; right: number }[];
}

/** Days honest, decoyed and sold → findings. Truth is read to score only. */
export function findClusters(
  honest: readonly SimulationOptions[],
  sold: readonly SimulationOptions[],
): ClusterFindings {
  const findings: ClusterFindings = {
    millions: 0,
    falseClusters: [],
    clusters: [],
    members: Array.from({ length: MEMBER_BINS }, () => ({ said: 0, count: 0, right: 0 })),
  };
  const nothingSold = (columns: EventColumns): void => {
    findings.millions += columns.count / 1e6;
    for (const { score, members } of detectCampaigns(columns, { scoreMin: 0 })) {
      findings.falseClusters.push([score, members.length]);
      findings.clusters.push([score, 0]);
    }
  };
  for (const options of honest) {
    const { columns } = simulateColumns({ ...options, attacks: "none" });
    nothingSold(columns);
    nothingSold(decoyColumns(columns, options.seed));
  }
  for (const options of sold) {
    const { columns, campaigns } = simulateColumns(options);
    nothingSold(decoyColumns(columns, options.seed));
    for (const { score, members } of detectCampaigns(columns, { scoreMin: 0 })) {
      let whose: ReadonlySet<string> = new Set();
      let most = 0;
      for (const one of campaigns) {
        const own = members.filter(({ key }) => one.has(key)).length;
        if (own > most) {
          most = own;
          whose = one;
        }
      }
      const right = most > members.length / 2;
      findings.clusters.push([score, right ? 1 : 0]);
      if (!right) findings.falseClusters.push([score, members.length]);
      if (!right) continue;
      for (const { key, probability } of members) {
        const bin =
          findings.members[Math.min(MEMBER_BINS - 1, Math.floor((probability - 0.5) * 2 * MEMBER_BINS))]!;
        bin.said += probability;
        bin.count++;
        if (whose.has(key)) bin.right++;
      }
    }
  }
  return findings;
}

/** Findings → the table that ships. */
export function fitClusters(findings: ClusterFindings, provenance: string): ClusterCalibration {
  const round = (value: number): number => Number(value.toFixed(4));
  // Half a right and half a wrong one on top: what was always right so far is not certain.
  const steps = (points: readonly (readonly [number, number, number])[]): MonotoneSteps => {
    const { from, value, weight } = isotonic(points);
    let highest = 0;
    return {
      from: from.map(round),
      value: value.map((share, i) => {
        highest = Math.max(highest, (share * weight[i]! + 0.5) / (weight[i]! + 1));
        return round(highest);
      }),
      weight,
    };
  };
  return {
    provenance,
    millions: round(findings.millions),
    falseClusters: findings.falseClusters.map(([score, members]) => [round(score), members]),
    truth: steps(findings.clusters.map(([score, isTrue]) => [score, isTrue, 1])),
    membership: steps(
      findings.members
        .filter(({ count }) => count > 0)
        .map(({ said, count, right }) => [said / count, right / count, count]),
    ),
  };
}

/** `node evaluate/calibration-clusters.ts`: fits on tuning seeds and writes src/calibrate/cluster-table.ts. About 3 CPU-min. */
if (import.meta.filename === process.argv[1]) {
  const eventsPerDay = 150_000;
  const seeds = [...TUNING_SEEDS, 21, 22, 23];
  const findings = findClusters(
    seeds.map((seed) => ({ seed, eventsPerDay })),
    TUNING_SEEDS.map((seed) => ({ seed, eventsPerDay })),
  );
  const table = fitClusters(
    findings,
    `simulated days of ${eventsPerDay} events: honest, seeds ${seeds.join(", ")}, each also as decoy; with every family of attack, seeds ${TUNING_SEEDS.join(", ")}, each also as decoy`,
  );
  const text = `import type { ClusterCalibration } from "./cluster-calibration.ts";

/** Written by \`node evaluate/calibration-clusters.ts\`; write it again when the detector's weights change. */
export const CLUSTER_TABLE: ClusterCalibration = ${JSON.stringify(table, null, 2)};
`;
  writeFileSync(new URL("../src/calibrate/cluster-table.ts", import.meta.url), text);
  process.stdout.write(`${text}\n${JSON.stringify(findings.members)}\n`);
}
