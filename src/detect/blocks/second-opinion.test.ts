import { describe, expect, it } from "vitest";
import { campaignReasonText } from "../../nouns/campaign.ts";
import { HOUR_MS } from "../../nouns/durations.ts";
import { columnsOf, honestDay, seeded, soldLikes, type Told } from "../columns/fixture-columns.ts";
import { detectCampaigns } from "../detect-campaigns.ts";
import { denseBlocks } from "./dense-block-search.ts";
import { addSecondOpinions, secondOpinions } from "./second-opinion.ts";
import { synchronousEdges } from "./synchrony.ts";

const honest = (seed: number): Told[] => honestDay(seeded(seed), 3000, 400, 80, 12_000);

describe("denseBlocks", () => {
  it("finds two sold pools, and then stops by itself", () => {
    const told = [
      ...honest(1),
      ...soldLikes(seeded(1), 80, 8, 0.7, HOUR_MS / 2, "p"),
      ...soldLikes(seeded(2), 80, 8, 0.7, HOUR_MS / 2, "q"),
    ];
    const columns = columnsOf(told);
    const blocks = denseBlocks(synchronousEdges(columns, HOUR_MS));
    expect(blocks.length).toBeLessThan(8);
    const found = new Set(
      blocks.flatMap((block) => Array.from(block.rows, (row) => told[columns.actor.indexOf(row)]!.actor)),
    );
    const sold = [...found].filter((actor) => actor.startsWith("p") || actor.startsWith("q"));
    expect(sold.length).toBeGreaterThan(150);
    expect(found.size - sold.length).toBeLessThan(5);
  });

  it("finds no more than it is asked for", () => {
    const told = [...honest(3), ...soldLikes(seeded(3), 80, 8, 0.7, HOUR_MS / 2)];
    expect(denseBlocks(synchronousEdges(columnsOf(told), HOUR_MS), 0)).toEqual([]);
  });

  it.each([4, 5, 6])("finds nothing where everybody acts for themselves (seed %i)", (seed) => {
    expect(denseBlocks(synchronousEdges(columnsOf(honest(seed)), HOUR_MS))).toEqual([]);
  });

  it("finds the same for the same seed", () => {
    const edges = synchronousEdges(
      columnsOf([...honest(7), ...soldLikes(seeded(7), 50, 5, 0.6, HOUR_MS)]),
      HOUR_MS,
    );
    expect(denseBlocks(edges)).toEqual(denseBlocks(edges));
  });
});

describe("secondOpinions", () => {
  it("agrees on a pool that peeling finds too", () => {
    const columns = columnsOf([...honest(8), ...soldLikes(seeded(8), 80, 8, 0.7, HOUR_MS / 2)]);
    const [opinion] = secondOpinions(columns, detectCampaigns(columns));
    expect(opinion!.membersFound).toBeGreaterThan(0.9);
    expect(opinion!.targetsFound).toBe(1);
    expect(opinion!.membersExpected).toBeLessThan(0.05);
    expect(opinion!.densityRatio).toBeGreaterThan(2);
  });

  it("has nothing to say for a pool that drips all day", () => {
    const columns = columnsOf([...honest(9), ...soldLikes(seeded(9), 100, 6, 0.4, 23.9 * HOUR_MS)]);
    const [opinion] = secondOpinions(columns, detectCampaigns(columns));
    expect(opinion!.membersFound).toBe(0);
  });

  it("answers null for views, and nothing for no clusters", () => {
    const told = [...honest(10), ...soldLikes(seeded(10), 80, 8, 0.7, HOUR_MS / 2)];
    const columns = columnsOf(told.map((event) => ({ ...event, type: "view" })));
    const clusters = detectCampaigns(columnsOf(told)).map(({ members, targets }) => ({
      members,
      targets: targets.map((target) => ({ ...target, type: "view" })),
    }));
    expect(clusters.length).toBeGreaterThan(0);
    expect(secondOpinions(columns, clusters)).toEqual(clusters.map(() => null));
    expect(secondOpinions(columns, [])).toEqual([]);
  });
});

describe("addSecondOpinions", () => {
  it("moves a score a little where it agrees, and says why", () => {
    const columns = columnsOf([...honest(11), ...soldLikes(seeded(11), 80, 8, 0.7, HOUR_MS / 2)]);
    const before = detectCampaigns(columns).map((cluster) => ({ ...cluster, score: 0.45 }));
    const [after] = addSecondOpinions(columns, before);
    const reason = after!.reasons.find(({ rule }) => rule === "dense_block")!;
    expect(reason.value).toBeGreaterThan(0.9);
    expect(after!.score).toBeGreaterThan(0.45);
    expect(after!.score).toBeLessThan(0.49);
    expect(campaignReasonText(reason, "en")).toMatch(
      /finds \d+ % of the members; of all accounts it finds \d/,
    );
    expect(campaignReasonText(reason, "zh")).toContain("稠密块");
  });

  it.each([0, 1])("keeps a score of %i", (score) => {
    const columns = columnsOf([...honest(11), ...soldLikes(seeded(11), 80, 8, 0.7, HOUR_MS / 2)]);
    const [after] = addSecondOpinions(
      columns,
      detectCampaigns(columns).map((cluster) => ({ ...cluster, score })),
    );
    expect(after!.score).toBe(score);
  });

  it("leaves alone what it does not find", () => {
    const columns = columnsOf([...honest(9), ...soldLikes(seeded(9), 100, 6, 0.4, 23.9 * HOUR_MS)]);
    const before = detectCampaigns(columns);
    expect(before).toHaveLength(1);
    expect(addSecondOpinions(columns, before)).toEqual(before);
  });
});
