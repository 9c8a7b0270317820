import { expect, it } from "vitest";
import { addSample, SAMPLE_META, SAMPLE_POLICY } from "./audit.fixture.ts";
import { headlineOf } from "./headline.ts";
import { sampleOrder, sampleOrders } from "./orders.fixture.ts";
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

it("speaks both languages, in the singular too", () => {
  expect(headline({ like: [1, 1] }).sentence).toEqual({
    zh: "1 次点赞中，有 100 % 与自然获得的互动不一致。",
    en: "100 % of 1 like is inconsistent with earned engagement.",
  });
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

it("does not let a share of single events read as an acquittal where groups were found", () => {
  const tally = createTally(SAMPLE_POLICY);
  for (let i = 0; i < 10; i++)
    addSample(tally, { type: "like", atMs: i, actor: "u", target: "v" }, { verdict: "allow" });
  const group = SAMPLE_META.campaigns[0]!;
  const campaigns = [
    { ...group, members: ["a", "b"], events: ["1", "2", "3"] },
    { ...group, members: ["b", "c"], events: ["3", "4"] },
  ];
  const answer = headlineOf(tally.finish({ ...SAMPLE_META, campaigns }));
  expect(answer.sentence.en).toBe(
    "Judged one by one, 0 % of 10 likes are inconsistent with earned engagement.",
  );
  expect(answer.sentence.zh).toMatch(/^逐条来看，10 次点赞中/);
  expect(answer.together?.en).toContain("2 groups of 3 accounts in all look coordinated, in 4 events, 40 %");
  expect(answer.together?.zh).toContain("2 起疑似协同行为（共 3 个账号），涉及 4 个事件，占全部事件的 40 %");
  const alone = headlineOf(tally.finish({ ...SAMPLE_META, campaigns: campaigns.slice(0, 1) }));
  expect(alone.together?.en).toContain("1 group of 2 accounts in all looks");
  expect(headlineOf(tally.finish({ ...SAMPLE_META, campaigns: [] })).together).toBeNull();
});

it("nor where targets had surges that nobody saw come, each target once", () => {
  const tally = createTally(SAMPLE_POLICY);
  for (let i = 0; i < 10; i++)
    addSample(tally, { type: "like", atMs: i * 1000, actor: `u${i}`, target: "v1" }, { verdict: "allow" });
  const meta = { ...SAMPLE_META, campaigns: [] };
  const both = {
    ...sampleOrders(),
    orders: [sampleOrder("v1"), sampleOrder("v1", "comment"), sampleOrder("v2")],
  };
  const answer = headlineOf(tally.finish({ ...meta, orders: both }));
  expect(answer.sentence.en).toMatch(/^Judged one by one, 0 % of 10 likes/);
  expect(answer.surges?.en).toMatch(/^2 targets saw a surge .* names no account: for a person to review\.$/);
  expect(answer.surges?.zh).toContain("2 个目标的增长并非由浏览带来");
  expect(headlineOf(tally.finish({ ...meta, orders: sampleOrders("v1") })).surges?.en).toMatch(
    /^One target saw/,
  );
  expect(headlineOf(tally.finish(meta)).surges).toBeNull();
});
