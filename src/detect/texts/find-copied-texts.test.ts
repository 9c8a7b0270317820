import { describe, expect, it } from "vitest";
import { commentTable, HOUR, ownWords, type PlainComment, testRandom } from "./comments.fixture.ts";
import { findCopiedTexts } from "./find-copied-texts.ts";

const SIX = [
  "用了一段时间才来评价，这款背包比我想象中好太多了",
  "性价比超高的一款，家里人都说值得，以后就认准它",
  "一直纠结要不要入手，看完视频果断下单，客服也耐心",
  "物流第二天就到，做工很扎实，已经推荐给身边的同事",
  "Been carrying it for a month now and I cannot imagine going back",
  "Honestly the best purchase of this year, my whole family wants one",
];
const LYRICS = [
  "我把旧船票折成一只鸟飞过你没关的窗台",
  "你说下雨天适合想念我说晴天也一样难挨",
  "城市那么小刚好错开灯亮了又暗了几回",
  "风说再等等等到海也老等到沙都成了石头",
];

/** `counts[s]` comments of sentence s on a target, each by an account of its own, at `atMs()`. */
function written(
  sentences: readonly string[],
  counts: readonly number[],
  target: string,
  atMs: () => number,
  who = "hand",
): PlainComment[] {
  return sentences.flatMap((text, s) =>
    Array.from({ length: counts[s]! }, (_, i) => ({
      actor: `${who}-${target}-${s}-${i}`,
      target,
      text,
      atMs: atMs(),
    })),
  );
}

const TARGETS = ["v1", "v2", "v3"];

function honest(random: () => number): PlainComment[] {
  return TARGETS.flatMap((target) => ownWords(700, target, random));
}

function textsOf(comments: readonly PlainComment[]) {
  const table = commentTable(comments);
  const found = findCopiedTexts(table);
  const told = found.groups.flatMap((group) => [...group.comments].map((c) => table.texts[table.text[c]!]!));
  return { found, told };
}

describe("sentences that were handed out", () => {
  it("are told on three videos of one creator, 190 comments each, and nobody else is", () => {
    const random = testRandom(1);
    const bought = TARGETS.flatMap((target) =>
      written(SIX, [32, 32, 32, 32, 31, 31], target, () => 20 * HOUR + random() * 6 * HOUR),
    );
    const { found, told } = textsOf([...honest(random), ...bought]);
    expect(found.groups).toHaveLength(1);
    expect(told).toHaveLength(570);
    expect(new Set(told)).toEqual(new Set(SIX));
    expect(found.groups[0]!.targets).toHaveLength(3);
    expect(found.groups[0]!.evidence.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["equal_use", "own_course", "nothing_else", "several_targets"]),
    );
  });

  it("are told with decorations, invisible characters and traditional forms", () => {
    const random = testRandom(2);
    const plain = written(SIX, [32, 32, 32, 32, 31, 31], "v1", () => 20 * HOUR + random() * 6 * HOUR);
    const bought = plain.map((one, i) => ({
      ...one,
      text: [
        `${one.text}👍👍`,
        one.text.replace("，", " 🔥 "),
        `${one.text[0]}\u200b${one.text.slice(1)}`,
        one.text.replaceAll("这", "這"),
      ][i % 4]!,
    }));
    expect(textsOf([...honest(random), ...bought]).told).toHaveLength(190);
  });

  it("are told where one pool writes different ones on every video along the video's own course", () => {
    const random = testRandom(3);
    const bought = TARGETS.flatMap((target, t) =>
      Array.from({ length: 120 }, (_, i) => ({
        actor: `hand${i}`,
        target,
        text: SIX[(i + t) % 6]!,
        atMs: -Math.log(1 - random()) * 12 * HOUR,
      })),
    );
    const { found, told } = textsOf([...honest(random), ...bought]);
    expect(told).toHaveLength(360);
    expect(found.groups[0]!.evidence.map(({ kind }) => kind)).toContain("several_sentences");
  });

  it("do not name people who took one up among words of their own", () => {
    const random = testRandom(4);
    const bought = written(SIX, [32, 32, 32, 32, 31, 31], "v1", () => 20 * HOUR + random() * 6 * HOUR);
    const mockery = Array.from({ length: 6 }, (_, i) => [
      { actor: `mocker${i}`, target: "v1", text: SIX[0]!, atMs: 24 * HOUR },
      { ...ownWords(1, "v1", random)[0]!, actor: `mocker${i}` },
    ]).flat();
    const table = commentTable([...honest(random), ...bought, ...mockery]);
    const [group] = findCopiedTexts(table).groups;
    expect(group!.accounts.size).toBe(190);
  });
});

it("are not told, and stay unclear, where every writer also writes in words of their own", () => {
  const random = testRandom(6);
  const bought = TARGETS.flatMap((target) =>
    written(SIX, [32, 32, 32, 32, 31, 31], target, () => 20 * HOUR + random() * 6 * HOUR),
  );
  const cover = bought.map((one) => ({ ...ownWords(1, one.target, random)[0]!, actor: one.actor }));
  const { found } = textsOf([...honest(random), ...bought, ...cover]);
  expect(found.groups).toEqual([]);
  expect(found.unclear).toHaveLength(6);
});

describe("what honest people write alike", () => {
  const random = testRandom(5);
  const curve = () => -Math.log(1 - random()) * 12 * HOUR;
  it.each([
    [
      "a chant of ninety within minutes",
      () => written([SIX[0]!], [90], "v1", () => 8 * HOUR + random() * HOUR),
    ],
    ["the lines of a song, the chorus most", () => written(LYRICS, [41, 17, 9, 6], "v1", curve)],
    [
      "a lottery's tag and short words",
      () =>
        written(
          ["#云上抽奖# 抽我抽我", "#云上抽奖# 求抽中", "#云上抽奖# 想要"],
          [60, 60, 60],
          "v1",
          () => 5 * HOUR + random() * HOUR,
        ),
    ],
    [
      "laughter and wishes",
      () =>
        TARGETS.flatMap((target) =>
          written(["哈哈哈哈", "新年快乐", "first!", "666"], [50, 50, 50, 50], target, curve),
        ),
    ],
    [
      "classes that report their homework",
      () =>
        Array.from({ length: 120 }, (_, i) => ({
          actor: `pupil${i}`,
          target: "v1",
          text: `${["三年级", "四年级", "五年级"][i % 3]}${(i % 7) + 1}班${i}号已观看，${["谢谢老师", "很有收获", "写了笔记"][i % 3]}`,
          atMs: 30 * HOUR + random() * 3 * HOUR,
        })),
    ],
    [
      "a fan club that was handed five texts and otherwise talks",
      () =>
        TARGETS.flatMap((target, t) =>
          Array.from({ length: 60 }, (_, i) => [
            { actor: `fan${i}`, target, text: SIX[(i + t) % 5]!, atMs: 8 * HOUR + random() * 2 * HOUR },
            { ...ownWords(1, target, random)[0]!, actor: `fan${i}` },
          ]).flat(),
        ),
    ],
  ])("is no group: %s", (_, occasion) => {
    const { found } = textsOf([...honest(random), ...occasion()]);
    expect(found.groups).toEqual([]);
  });

  it("is no group where everybody writes one of the same thirty phrases", () => {
    const phrases = Array.from({ length: 30 }, (_, i) => ownWords(1, "v", testRandom(100 + i))[0]!.text);
    const all = TARGETS.flatMap((target) => ownWords(700, target, random)).map((one) => ({
      ...one,
      text: phrases[Math.floor(random() * 30)]!,
    }));
    expect(textsOf(all).found.groups).toEqual([]);
  });

  it("is a meme where people who talk otherwise use it under many owners over weeks", () => {
    const joke = "建议看的时候不要喝水，我的键盘和同事的后背都湿了";
    const owned = [0, 1, 2, 3].flatMap((o) =>
      ownWords(200, `w${o}`, random).map((one, i) => ({
        ...one,
        owner: `owner${o}`,
        text: i % 20 === 0 ? joke : one.text,
        actor: `person${i % 90}`,
        atMs: one.atMs + o * 100 * HOUR,
      })),
    );
    const { found } = textsOf(owned);
    expect(found.memes).toHaveLength(1);
    expect(found.groups).toEqual([]);
  });
});

it("answers for nothing, one comment and texts of nothing but signs", () => {
  expect(textsOf([]).found).toMatchObject({ groups: [], unclear: [], short: 0 });
  expect(textsOf([{ actor: "a", target: "v", text: "👍", atMs: 0 }]).found.short).toBe(1);
});
