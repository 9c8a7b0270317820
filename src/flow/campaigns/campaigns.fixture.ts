import { evidenceOf } from "../../nouns/campaign.fixture.ts";
import type { CampaignMember, CampaignTarget } from "../../nouns/campaign.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { hashText } from "../../nouns/hash.ts";
import type { Policy } from "../../nouns/policy.ts";
import { loadPolicy } from "../../policy/load.ts";
import type { EventLog } from "../../ports/event-log.ts";
import type { Records } from "../../ports/records.ts";
import { createTwin } from "../../store/asynchronous-twin.fixture.ts";
import type { OnlineEngine } from "../online.ts";
import { restoreEngine } from "../restore-engine.ts";
import type { DetectionReport } from "../reviewed-campaigns.ts";
import type { CampaignLimits } from "./campaign-limits.ts";

export const CAMPAIGNS_NOW_MS = Date.UTC(2026, 10, 20, 12);

/** A policy under which an event says itself what becomes of it, by `context.source`: `h` held, `r` rejected. */
export function spokenPolicy(campaigns = "{ confirm: never }"): Policy {
  const rule = (name: string, source: string, verdict: string): string =>
    `  ${name}: { on: engagement, when: 'has(event.context.source) && event.context.source == "${source}"', weight: 0.5, verdict: ${verdict}, text: { zh: 甲, en: a } }`;
  const text = [
    'name: spoken\nversion: "1"',
    "thresholds: { challenge: never, hold: never, reject: never }",
    `campaigns: ${campaigns}`,
    "features:\n  acts: { kind: count, by: actor, on: engagement, window: 60s }",
    `rules:\n${rule("held", "h", "hold")}\n${rule("rejected", "r", "reject")}`,
    "  used: { on: engagement, when: acts > 1000000, weight: 0.1, text: { zh: 乙, en: b } }",
    "",
  ].join("\n");
  const loaded = loadPolicy(text, "spoken.yaml");
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ message }) => message).join("; "));
  return loaded.policy;
}

export interface Act {
  readonly id: string;
  readonly type: string;
  readonly actor: string;
  readonly target: string;
  readonly source?: "h" | "r";
  readonly dwellMs?: number;
}

export function actLines(acts: readonly Act[]): Uint8Array {
  return Buffer.from(
    acts
      .map(({ id, type, actor, target, source, dwellMs }) =>
        JSON.stringify({
          id,
          type,
          at: CAMPAIGNS_NOW_MS,
          actor: { id: actor },
          target: { kind: "video", id: target, owner: `of-${target}` },
          ...(source === undefined ? {} : { context: { source } }),
          ...(dwellMs === undefined ? {} : { behavior: { dwell_ms: dwellMs } }),
        }),
      )
      .join("\n"),
  );
}

/** A text's key as the near-line detector reports it. */
export function keyOf(text: string): string {
  return hashText(text)
    .map((word) => (word >>> 0).toString(16).padStart(8, "0"))
    .reverse()
    .join("");
}

/** A report of one campaign with these events; members and targets as named. */
export function reportOf(
  id: string,
  events: readonly number[],
  {
    actors = ["a"],
    targets = [["v", "like"]],
    score = 0.9,
    ended = [],
  }: {
    readonly actors?: readonly string[];
    readonly targets?: readonly (readonly [id: string, type: string])[];
    readonly score?: number;
    readonly ended?: readonly string[];
  } = {},
): DetectionReport {
  const time = { fromMs: CAMPAIGNS_NOW_MS - 3_600_000, toMs: CAMPAIGNS_NOW_MS };
  const members = actors.map(
    (actor): CampaignMember => ({ key: keyOf(actor), probability: 0.99, orders: 3, event: 0 }),
  );
  const served = targets.map(
    ([target, type]): CampaignTarget => ({
      key: keyOf(`video/${target}`),
      owner: keyOf(`of-${target}`),
      type,
      members: actors.length,
      audience: 100,
      ...time,
      event: 0,
    }),
  );
  return {
    position: 0,
    newestMs: CAMPAIGNS_NOW_MS,
    found: [
      {
        origin: "near_line",
        campaign: {
          id,
          score,
          ...time,
          members,
          targets: served,
          owners: [],
          events: Float64Array.from(new Set(events)).sort(),
          visits: new Float64Array(0),
          evidence: evidenceOf({}),
          reasons: [],
          lifecycle: [{ atMs: CAMPAIGNS_NOW_MS, transition: "began", members: actors.length, other: null }],
        },
        falseAlarmRate: null,
        matchedPool: null,
        actors,
        targets: targets.map(([target]) => ({ kind: "video", id: target, owner: `of-${target}` })),
      },
    ],
    ended,
    health: {
      state: "watching",
      reason: "",
      position: 0,
      behind: 0,
      lastPassAtMs: CAMPAIGNS_NOW_MS,
      windows: [],
      evicted: 0,
      bytes: 0,
    },
  };
}

const HEADS = ["put", "putWithEntry"];
const COUNTS = ["applyCounts", "storeCounts"];

/** An engine over stores in memory that can be killed at any moment and started again over what was stored. */
export interface Mortal {
  readonly records: Records;
  readonly log: EventLog;
  readonly warnings: string[];
  engine(): OnlineEngine;
  /** Ends the process: nothing of it reaches the stores any more. Then another starts. */
  kill(): Promise<void>;
  /** Ends it properly, with a snapshot, and starts another. */
  restart(): Promise<void>;
  /** From now on no write of the records finds room, or no write of counts; or all do again. */
  full(writes: "all" | "counts" | "none"): void;
}

/** Over the asynchronous twin: what is on its way takes a while, and a killed engine is fenced off. `seed`: of the whiles. */
export async function mortalEngine(
  policy: Policy,
  campaignLimits: Partial<CampaignLimits> = { sliceRows: 2 },
  seed = 1,
): Promise<Mortal> {
  const twin = createTwin(seed);
  const warnings: string[] = [];
  let full: "all" | "counts" | "none" = "none";
  let alive = { dead: false };
  let engine = await start();

  function start(): Promise<OnlineEngine> {
    const life = { dead: false };
    alive = life;
    const { log, records, snapshots } = twin.connect();
    const filling = <T extends object>(store: T, writes: readonly string[]): T =>
      new Proxy(store, {
        get(target, name, receiver) {
          const value: unknown = Reflect.get(target, name, receiver);
          if (name === "campaigns") return filling(value as object, HEADS);
          if (typeof value !== "function" || !writes.includes(String(name))) return value;
          return (...args: unknown[]): unknown => {
            if (full === "all" || (full === "counts" && COUNTS.includes(String(name))))
              throw new TouchstoneError("storage_full", "no room");
            return (value as (...given: unknown[]) => unknown).apply(target, args);
          };
        },
      });
    return restoreEngine(
      {
        log,
        ledger: null,
        diskTrouble: async () => null,
        records: filling(records, COUNTS),
        snapshots,
        release: async () => {},
      },
      {
        policy,
        clock: () => CAMPAIGNS_NOW_MS,
        onWarning: (message) => life.dead || warnings.push(message),
        campaignLimits,
      },
    );
  }

  return {
    ...twin.kept,
    warnings,
    engine: () => engine,
    async kill() {
      alive.dead = true;
      const dead = engine;
      engine = await start();
      // Whatever it still tries fails.
      void dead.close();
    },
    async restart() {
      await engine.close();
      engine = await start();
    },
    full: (writes) => {
      full = writes;
    },
  };
}
