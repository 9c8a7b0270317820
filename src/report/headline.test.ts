import { expect, it } from "vitest";
import { addSample, SAMPLE_META, SAMPLE_POLICY } from "./audit.fixture.ts";
import { headlineOf } from "./headline.ts";
import { sampleHint, sampleOrders } from "./orders.fixture.ts";
import { createTally } from "./tally.ts";

/** type → [events, of them rejected] */
function headline(types: Readonly<Record<string, readonly [number, number]>>) {
  const tally = createTally(SAMPLE_POLICY);
  for (const [type, [events, rejected]] of Object.entries(types)) {
    for (let i = 0; i < events; i++) {
      addSample(
        tally,
        { type, atMs: i, actor: "u", target: "v" },
        { verdict: i < rejected ? "reject" : "allow" },
      );
    }
  }
  return headlineOf(tally.finish({ ...SAMPLE_META, campaigns: [] }));
}

it.each<[string, Record<string, [number, number]>, string | null, string | null]>([
  ["nothing came", {}, null, null],
  ["only views", { view: [9, 3] }, "view", null],
  ["views are the backdrop", { view: [90, 0], like: [10, 1] }, "like", null],
  ["so are live taps, less than views", { view: [90, 0], live_like: [20, 1] }, "live_like", null],
  ["the most common of the rest", { like: [10, 2], comment: [30, 9], live_like: [99, 0] }, "comment", null],
  ["another type has the largest share", { like: [30, 3], follow: [10, 9] }, "like", "follows: 90 % of 10"],
  ["the same share is no larger one", { like: [30, 3], follow: [10, 1] }, "like", null],
  ["retractions are no engagement", { unlike: [30, 3], like: [2, 0] }, "like", null],
  ["nor are payments", { payment: [30, 3] }, null, null],
])("when %s", (_, types, subject, also) => {
  const answer = headline(types);
  expect(answer.subject?.type ?? null).toBe(subject);
  if (also === null) expect(answer.also).toBeNull();
  else expect(answer.also?.en).toContain(also);
});

it("says how many were held or rejected, and claims no 0 % where there are none", () => {
  expect(headline({ like: [10, 4] }).counted?.en).toContain("(held or rejected): 4, 40 % (95 % interval");
  expect(headline({ like: [10, 4] }).counted?.zh).toContain("4 次，占 40 %");
  const none = headline({ like: [10, 0] }).counted!;
  expect(`${none.zh}${none.en}`).not.toMatch(/0 %/);
});

it("says which type the figures are about, and what the others add to the tiles beside it", () => {
  const { counted } = headline({ comment: [30, 0], like: [10, 4], unlike: [3, 1] });
  expect(counted!.zh).toContain("30 次评论中没有一次被判为待定或剔除");
  expect(counted!.zh).toMatch(/其他类型（[^）]*点赞[^）]*）另有验证 0 次，待定或剔除 5 次。/);
  expect(counted!.en).toMatch(
    /Of 30 comments none .* Of other types \(.*likes.*\): challenged 0, held or rejected 5\./,
  );
  expect(headline({ comment: [30, 2], like: [10, 0] }).counted!.en).not.toContain("other types");
});

it("says beside the answer how many rules had no say", () => {
  const tally = createTally(SAMPLE_POLICY);
  const event = { type: "like", atMs: 0, actor: "u", target: "v" };
  addSample(tally, event, { verdict: "allow", notEvaluable: [1, 2] });
  expect(headlineOf(tally.finish(SAMPLE_META)).basis?.en).toContain("Of the 3 rules that apply, 2 could not");
  addSample(tally, event, { verdict: "allow", notEvaluable: [2] });
  expect(headlineOf(tally.finish(SAMPLE_META)).basis?.en).toContain("1 could not");
  addSample(tally, event, { verdict: "allow" });
  expect(headlineOf(tally.finish(SAMPLE_META)).basis).toBeNull();
});

it("says of groups how much of the file they are, each event once, and that each is for a person to review", () => {
  const tally = createTally(SAMPLE_POLICY);
  for (let i = 0; i < 10; i++)
    addSample(tally, { type: "like", atMs: i, actor: "u", target: "v" }, { verdict: "allow" });
  const group = SAMPLE_META.campaigns[0]!;
  const campaigns = [
    { ...group, members: ["a", "b"], events: ["1", "2", "3"] },
    { ...group, members: ["b", "c"], events: ["3", "4"] },
  ];
  const answer = headlineOf(tally.finish({ ...SAMPLE_META, campaigns }));
  expect(answer.together?.en).toMatch(
    /^What the groups did is 40 % of all events\. .*for a person to review\.$/,
  );
  expect(answer.together?.zh).toContain("占全部事件的 40 %");
  expect(headlineOf(tally.finish({ ...SAMPLE_META, campaigns: [] })).together).toBeNull();
});

it("says of surges that they are evidence about targets, and of hints that they are hints", () => {
  const tally = createTally(SAMPLE_POLICY);
  addSample(tally, { type: "like", atMs: 0, actor: "u", target: "v1" }, { verdict: "allow" });
  const meta = { ...SAMPLE_META, campaigns: [] };
  const answer = headlineOf(tally.finish({ ...meta, orders: sampleOrders("v1") }));
  expect(answer.surges?.en).toMatch(/names no account: for a person to review\.$/);
  expect(answer.secondTier).toBeNull();
  expect(headlineOf(tally.finish(meta)).surges).toBeNull();
  const orders = { ...sampleOrders(), second_tier: [sampleHint("v1"), sampleHint("v2")] };
  const hinted = headlineOf(tally.finish({ ...meta, orders })).secondTier!;
  expect(hinted.en).toMatch(/^Second tier: 2 targets .* names no account and corrects no count\.$/);
  expect(hinted.zh).toMatch(/^二级提示：2 个目标.*不指认任何账号，不更正任何计数。$/);
});
