import { expect, it } from "vitest";
import { HOUR, ownWords, type PlainComment, testRandom } from "../detect/texts/comments.fixture.ts";
import { createDecoder } from "../ingest/json-decoder.ts";
import { createEventRow } from "../nouns/event-row.ts";
import { copiedTextLines, copiedTextsHeadline } from "../report/copied-texts-summary.ts";
import { type CopiedTextsLimits, createCopiedTexts } from "./copied-texts.ts";

const SENTENCES = [
  "加微信 13800138000 领券，这款背包比我想象中好太多了",
  "性价比超高的一款，家里人都说值得，以后就认准它",
  "一直纠结要不要入手，看完视频果断下单，客服也耐心",
  "物流第二天就到，做工很扎实，已经推荐给身边的同事",
];

function read(comments: readonly Partial<PlainComment>[], limits?: CopiedTextsLimits, type = "comment") {
  const texts = createCopiedTexts(limits);
  const decoder = createDecoder();
  const row = createEventRow();
  comments.forEach(({ actor = "a", target = "v", text, atMs = 0 }, i) => {
    const line = {
      id: `e${i}`,
      type,
      at: 1_700_000_000_000 + Math.round(atMs),
      actor: { id: actor },
      target: { kind: "video", id: target },
      ...(text === undefined ? {} : { content: { text } }),
    };
    const bytes = new TextEncoder().encode(JSON.stringify(line));
    expect(decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY)).toBeNull();
    texts.add(row);
  });
  return texts.finish();
}

function planted(): PlainComment[] {
  const random = testRandom(9);
  const bought = SENTENCES.flatMap((text, s) =>
    Array.from({ length: 40 }, (_, i) => ({
      actor: `hand${s}-${i}`,
      target: "v1",
      text,
      atMs: 20 * HOUR + random() * 5 * HOUR,
    })),
  );
  return [...ownWords(600, "v1", random), ...bought].sort((a, b) => a.atMs - b.atMs);
}

it("reports groups with members, events, masked texts and the share of the target's comments", () => {
  const comments = planted();
  const report = read(comments);
  const [group] = report.groups;
  expect(report).toMatchObject({ comments: 760, with_text: 760, not_held: 0, not_measurable: null });
  expect(group!.members).toHaveLength(160);
  expect(group!.members.every((member) => member.startsWith("hand"))).toBe(true);
  expect(group!.events.every((id) => SENTENCES.includes(comments[Number(id.slice(1))]!.text))).toBe(true);
  expect(group!.targets).toMatchObject([{ kind: "video", id: "v1", comments: 760, copied: 160 }]);
  const { estimate, low, high } = group!.targets[0]!.share;
  expect(estimate).toBeCloseTo(160 / 760, 3);
  expect(low).toBeLessThan(estimate);
  expect(high).toBeGreaterThan(estimate);
  expect(JSON.stringify(group!.texts)).not.toContain("13800138000");
  expect(group!.reasons.length).toBeGreaterThanOrEqual(2);
  for (const { text } of group!.reasons) expect(text.zh.length * text.en.length).toBeGreaterThan(0);
  expect(group!.not_measurable.length).toBeGreaterThan(0);
});

it("tells where else the sentences stand and who else wrote them, and that these are not counted", () => {
  const echo = SENTENCES.flatMap((text, s) =>
    Array.from({ length: 6 }, (_, i) => ({
      actor: `few${i % 2}`,
      target: "v2",
      text,
      atMs: (20 + s) * HOUR + i,
    })),
  );
  const fan = { actor: "fan", target: "v1", atMs: 21 * HOUR };
  const comments = [...planted(), ...echo, { ...fan, text: SENTENCES[1]! }];
  const own = { ...fan, text: "我自己也买过这个背包，背了一年带子断了，客服不管" };
  const report = read([...comments, own].sort((a, b) => a.atMs - b.atMs));
  const [group] = report.groups;
  expect(group!.targets.map(({ id }) => id)).toEqual(["v1"]);
  expect(group).toMatchObject({ elsewhere: [{ kind: "video", id: "v2", comments: 24 }], by_others: 1 });
  expect(group!.events_at_ms).toHaveLength(group!.events.length);
  const lines = copiedTextLines(group!);
  expect(lines.some(({ zh }) => zh.includes("video/v2 24 条"))).toBe(true);
  expect(copiedTextsHeadline(report)!.zh).toContain("另有 25 条含同样的句子，未计入");
});

it.each([
  ["no_comments", read([{ text: "好" }], undefined, "like")],
  ["no_texts", read(Array.from({ length: 40 }, () => ({})))],
  ["too_few", read(Array.from({ length: 29 }, () => ({ text: "好" })))],
  [null, read(Array.from({ length: 30 }, () => ({ text: "好" })))],
])("says %s", (why, report) => {
  expect(report.not_measurable).toBe(why);
  expect(report.groups).toEqual([]);
});

it("holds what the limits say, and tells how many it did not", () => {
  const comments = Array.from({ length: 50 }, (_, i) => ({
    text: `第${"一二三四五"[i % 5]}句`,
    actor: `a${i}`,
  }));
  expect(read(comments, { comments: 50, characters: 1e6 }).not_held).toBe(0);
  expect(read(comments, { comments: 49, characters: 1e6 }).not_held).toBe(1);
  expect(read(comments, { comments: 100, characters: 100 }).not_held).toBeGreaterThan(0);
});
