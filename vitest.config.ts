import { globSync } from "node:fs";
import { configDefaults, defineConfig } from "vitest/config";

/** Rooms that open no store, thread or socket. */
const PURE = [
  "src/{nouns,statistics,kernels,words,ledger,ingest,policy,measure,score,screen,decide}/**/*.test.ts",
  "src/{detect,calibrate,learn,count,report,exchange,client,cli}/**/*.test.ts",
  "test/house-rules.test.ts",
];
/** Among them those that take seconds: they count in hundred thousands, or start a server. */
const LONG = [
  "src/calibrate/score-calibrator.test.ts",
  "src/cli/demo-day.test.ts",
  "src/client/consume/consume.test.ts",
  "src/detect/{bad-input,slow-drip,detect-campaigns}.test.ts",
  "src/detect/audience/detect-within-owner.test.ts",
  "src/detect/targets/second-tier.test.ts",
  "src/detect/texts/find-copied-texts.test.ts",
  "src/ingest/{mapping,open-source}.test.ts",
  "src/ingest/files/expand-inputs.test.ts",
  "src/learn/class-shares.test.ts",
  "src/learn/batches/judge-followers.test.ts",
  "src/report/tally.test.ts",
];
const long = new Set(globSync(LONG));
/** Whatever is not among these runs by itself, so that no test is forgotten. */
const UNIT = globSync(PURE).filter((file) => !long.has(file));
/** A page is given ten seconds to show what it was told: the machine may be busy with another test. */
const COMMON = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 10_000 } } };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        // Pure code leaves nothing behind: its files share a worker, which saves half a second each.
        test: {
          ...COMMON,
          name: "unit",
          include: UNIT,
          pool: "threads",
          isolate: false,
        },
      },
      {
        test: {
          ...COMMON,
          name: "whole",
          include: ["src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...UNIT],
          pool: "forks",
        },
      },
    ],
  },
});
