import { FIELDS } from "./campaign-day.ts";
import { bySeed, f1Of, pooledF1 } from "./campaign-goals.ts";
import type { PeerScore } from "./campaign-peers.ts";
import type { CampaignResults } from "./campaigns.ts";
import { f1OfCuts } from "./peers/best-cut.ts";
import { decimals, type Mean, meanOf, type Row, table } from "./report-format.ts";

/** How one method, stopped one way, did on the three kinds of days; F1 over seeds, accounts of a seed pooled. */
export interface PeerRow {
  readonly name: string;
  readonly stop: string;
  readonly within24h: Mean;
  readonly drip96h: Mean;
  readonly ordinary: Mean;
  /** For an ordinary day; null where it is not told apart. */
  readonly cpuS: number | null;
}

const WITHIN_24H = ({ speed, camouflage }: CampaignResults["grid"][number]["cell"]): boolean =>
  speed !== "96 h" && camouflage === 1;
const DRIPPED = ({ speed }: CampaignResults["grid"][number]["cell"]): boolean => speed === "96 h";

/** Results → a row for the detector with and without infrastructure, and one or two for every other method on the same days. */
export function peerRows(results: CampaignResults): readonly PeerRow[] {
  const { plan, grid, days, dayPeers } = results;
  const own = FIELDS.map(
    (fields): PeerRow => ({
      name: `**ours, ${fields}**`,
      stop: "its own, no answer known",
      within24h: meanOf(pooledF1(results, fields, WITHIN_24H)),
      drip96h: meanOf(pooledF1(results, fields, DRIPPED)),
      ordinary: meanOf(days.map((both) => f1Of([both[fields]]))),
      cpuS: null,
    }),
  );
  const names = (dayPeers[0] ?? []).map(({ name }) => name);
  const rows = names.flatMap((name, place): PeerRow[] => {
    const overGrid = (pick: PickCut, cells: typeof WITHIN_24H): Mean =>
      meanOf(
        plan.seeds.map((_, s) =>
          f1OfCuts(
            bySeed(grid, plan.seeds.length, s)
              .filter(({ cell }) => cells(cell))
              .map(({ peers }) => pick(peers[place]!)),
          ),
        ),
      );
    const row = (stop: string, pick: PickCut): PeerRow => ({
      name,
      stop,
      within24h: overGrid(pick, WITHIN_24H),
      drip96h: overGrid(pick, DRIPPED),
      ordinary: meanOf(dayPeers.map((peers) => f1OfCuts([pick(peers[place]!)]))),
      cpuS: meanOf(dayPeers.map((peers) => peers[place]!.cpuS)).mean,
    });
    const best = row("the best there is, answer known", ({ best, delivered }) => ({ cut: best, delivered }));
    if (dayPeers[0]![place]!.stopped === null) return [best];
    // A peer with a stop has one on every day.
    const stopped = row("a rewired twin, no answer known", ({ stopped, delivered }) => ({
      cut: stopped!,
      delivered,
    }));
    return [best, stopped];
  });
  return [...own, ...rows];
}

type PickCut = (peer: PeerScore) => Parameters<typeof f1OfCuts>[0][number];

/** The section of the report. */
export function peerSection(results: CampaignResults): string {
  const text = (mean: Mean): string => decimals(mean, 3, true);
  return [
    "## Beside published methods and simple counts",
    "",
    "The same days, seeds and scoring: every account that delivered is to be found. What the others are given is who did what when (as ours with *graph only*), the whole stretch at once. FRAUDAR",
    "(Hooi et al., KDD 2016) and its synchrony-weighted form peel up to 24 blocks, one after the other; their papers do not say after how many to stop. So the first row of each stops where F1 is",
    "highest **with the answer known, chosen anew for every stretch: more than anybody can have who uses it**. The second stops where a block is no denser than in a rewired twin of the graph, which is our addition. Two simple",
    "counts stand below, with the best cut known too: acts of an account, and acts done within ten minutes of somebody with whom it did two or more. Ours has one fixed threshold. None of them was tried on a day of",
    "ten million events here.",
    "",
    table(
      ["method", "stop", "≤ 24 h, 1:1, F1", "96 h drip, F1", "ordinary day, F1", "CPU-s a day"],
      peerRows(results).map(
        ({ name, stop, within24h, drip96h, ordinary, cpuS }): Row => [
          name,
          stop,
          text(within24h),
          text(drip96h),
          text(ordinary),
          cpuS === null ? "" : cpuS.toFixed(2),
        ],
      ),
    ),
    "",
    `Calling every account of the drip's stretches bought gives ${text(everybody(results))}.`,
    "",
  ].join("\n");
}

/** F1 of calling everybody who was there bought, in the drip. */
function everybody({ plan, grid }: CampaignResults): Mean {
  return meanOf(
    plan.seeds.map((_, s) =>
      f1OfCuts(
        bySeed(grid, plan.seeds.length, s)
          .filter(({ cell }) => DRIPPED(cell))
          .map(({ scores }) => {
            const { delivered, honestAccounts } = scores["graph only"];
            const taken = delivered + honestAccounts.of;
            return { cut: { groups: 1, taken, right: delivered }, delivered };
          }),
      ),
    ),
  );
}
