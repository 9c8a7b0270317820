import { DAY_MS, HOUR_MS } from "../nouns/durations.ts";
import type { FollowerBatch, FollowerLook, FollowerReport, FollowerShare } from "../nouns/follower-report.ts";
import type { Both } from "./language.ts";
import { countText, shareText } from "./number-text.ts";
import { visibleText } from "./visible-text.ts";

/** An interval wider than this does not say how many there are: half of all there could be. */
const WIDTH_MAX = 0.5;
/** A lower end below this reads as none: "at least 0 %" says nothing. */
const LOW_MIN = 0.005;

/** What a share of batches with its interval may be called: itself, a least number, or nothing that can be told. */
export function shareKind({
  low,
  high,
}: Pick<FollowerShare, "low" | "high">): "told" | "at_least" | "untold" {
  if (high - low <= WIDTH_MAX) return "told";
  return low >= LOW_MIN ? "at_least" : "untold";
}

/** What a follower list says of itself, ready to be laid out by a page or a terminal. */
export interface FollowerTexts {
  readonly headline: Both;
  /** What profiles look like, the first line says what it is about. */
  readonly profiles: readonly Both[];
  /** Batches that count, and those that only widen the interval. */
  readonly countedHead: Both;
  readonly counted: readonly Both[];
  readonly doubtfulHead: Both;
  readonly doubtful: readonly Both[];
  /** What would have been seen, and what is missing. */
  readonly power: readonly Both[];
}

/** A report → its texts: what is known first, then why, then what could not be seen. */
export function followerTexts(report: FollowerReport): FollowerTexts {
  const { batches, named } = report;
  return {
    headline: headline(report),
    profiles: profileTexts(report),
    countedHead: {
      zh: `成批注册、命名或交付的账号（每批至少有两类独立证据），其中 ${countText(named)} 个账号概率不低于 0.9：`,
      en: `batches that were registered, named or delivered as one, each by at least two independent kinds of evidence; ${countText(named)} accounts are at 0.9 or more:`,
    },
    counted: batches.filter(({ counted }) => counted).map(batchText),
    doubtfulHead: {
      zh: "注册时间集中、但缺少第二类证据的账号（未计入占比，只影响区间上限；新开放地区、学校或平台推广也会如此）：",
      en: "registered together without a second kind of evidence (not in the share, only in its upper end; a region that joined, a school or an advertisement look the same):",
    },
    doubtful: batches.filter(({ counted }) => !counted).map(batchText),
    power: powerTexts(report),
  };
}

const interval = ({ low, high }: Pick<FollowerShare, "low" | "high">): string =>
  `${shareText(low)} – ${shareText(high)}`;

function headline(report: FollowerReport): Both {
  const { outcome, share, low } = report;
  const accounts = countText(report.accounts);
  const range = interval(report);
  if (outcome === "too_concentrated") {
    return {
      zh: `过于集中，无法仅凭此列表判断：${accounts} 个账号中大部分集中注册，没有足够的其余账号可供比较（占比可能为 ${range}）。请用 --reference 提供一份普通账号的粉丝列表`,
      en: `too concentrated to judge by itself: most of ${accounts} accounts were registered together, and too few are left to compare them with (the share may be anything in ${range}); give an ordinary list with --reference`,
    };
  }
  if (outcome === "cannot_tell") {
    return {
      zh: `无法判断：${accounts} 个账号中未发现成批账号，但并非所有手法的 5 % 都能看出（见下），占比可能为 ${range}`,
      en: `cannot tell: no batch was found among ${accounts} accounts, but not every 5 % would have been seen (see below; the share may be anything in ${range})`,
    };
  }
  const kind = shareKind(report);
  if (kind === "untold") {
    return {
      zh: `${accounts} 个粉丝中有成批账号的迹象，但占比无法确定（可能为 ${range}，原因见下）`,
      en: `batches stand out among ${accounts} followers, but which share they are cannot be told (it may be anything in ${range}, see below)`,
    };
  }
  if (kind === "at_least") {
    return {
      zh: `${accounts} 个粉丝中至少 ${shareText(low)} 与自然增长不一致；上限无法确定（已计入 ${shareText(share!)}，95 % 区间 ${range}，原因见下）`,
      en: `at least ${shareText(low)} of ${accounts} followers are inconsistent with earned following; how many more cannot be told (${shareText(share!)} counted, 95 %: ${range}, see below)`,
    };
  }
  return {
    zh: `${accounts} 个粉丝中与自然增长不一致的占比：${shareText(share!)}（95 % 区间 ${range}）`,
    en: `${shareText(share!)} of ${accounts} followers are inconsistent with earned following (95 %: ${range})`,
  };
}

/** Looks of followers, with what they mean. */
export const LOOK_WORDS: Readonly<Record<FollowerLook, Both>> = {
  active: { zh: "活粉（30 天内有动作）", en: "active (did something within 30 days)" },
  dormant: { zh: "休眠粉（30 天至一年没有动作）", en: "dormant (nothing for 30 days to a year)" },
  dead: { zh: "死粉（一年以上没有动作）", en: "dead (nothing for over a year)" },
  bought_like: { zh: "资料像买来的账号", en: "profiles like those of bought accounts" },
};

const MISSING_WORDS: Readonly<Record<string, Both>> = {
  posts: { zh: "作品数", en: "posts" },
  followers: { zh: "粉丝数", en: "followers" },
  following: { zh: "关注数", en: "following" },
  hasPicture: { zh: "头像", en: "picture" },
  hasBio: { zh: "简介", en: "bio" },
  lastActiveAtMs: { zh: "最近活跃时间", en: "when they were last active" },
};

function profileTexts({ profiles }: FollowerReport): readonly Both[] {
  const { outcome, shares, people, strange, missing } = profiles;
  const lacking = missing.flatMap((name) => (MISSING_WORDS[name] === undefined ? [] : [MISSING_WORDS[name]]));
  const needs: Both = {
    zh: lacking.map(({ zh }) => zh).join("、"),
    en: lacking.map(({ en }) => en).join(", "),
  };
  if (outcome === "no_profile") {
    return [
      {
        zh: `无法估计活粉、休眠粉与死粉的占比：列表至少要有两列资料、100 个账号（缺少：${needs.zh}）`,
        en: `shares of active, dormant and dead followers cannot be had: at least two columns of profiles and 100 accounts are needed (not in the list: ${needs.en})`,
      },
    ];
  }
  if (outcome === "unlike") {
    return [
      {
        zh: `无法估计活粉、休眠粉与死粉的占比：约 ${shareText(strange)} 的账号不像自带模型所知的任何人群。请用自己的已标注账号训练（touchstone train）`,
        en: `shares of active, dormant and dead followers cannot be had: about ${shareText(strange)} of the accounts are like none of the populations the shipped model knows; train on labelled accounts of your own (touchstone train)`,
      },
    ];
  }
  const lines = shares
    .filter(({ look }) => look !== "bought_like")
    .map((one): Both => {
      const words = LOOK_WORDS[one.look];
      const said = shareSaid(one);
      return { zh: `${words.zh}：${said.zh}`, en: `${words.en}: ${said.en}` };
    });
  const both = shareSaid(people);
  lines.push({
    zh: `一年内有人使用（活粉与休眠粉合计）：${both.zh}`,
    en: `somebody was there within a year (active and dormant together): ${both.en}`,
  });
  const bought = shares.find(({ look }) => look === "bought_like")!;
  const most: Both =
    bought.share === null
      ? bought.high > 0.5
        ? { zh: "仅凭资料无法判断", en: "cannot be told by profiles alone" }
        : { zh: `至多 ${shareText(bought.high)}`, en: `at most ${shareText(bought.high)}` }
      : shareSaid(bought);
  lines.push({
    zh: `${LOOK_WORDS.bought_like.zh}：${most.zh}（被弃用的账号看起来也一样，不单独作为依据）`,
    en: `${LOOK_WORDS.bought_like.en}: ${most.en} (abandoned accounts look the same: no ground by itself)`,
  });
  if (lacking.length > 0) {
    lines.push({
      zh: `列表再有这些列，区间会更窄：${needs.zh}`,
      en: `intervals would be narrower with: ${needs.en}`,
    });
  }
  return [
    {
      zh: "按资料估计（自带模型，95 % 区间包含抽样与人群差异）：",
      en: "by profiles (shipped model; 95 % intervals hold the sample and how populations differ):",
    },
    ...lines,
  ];
}

function shareSaid(one: FollowerShare): Both {
  return one.share === null
    ? { zh: `无法确定（${interval(one)}）`, en: `cannot be told (${interval(one)})` }
    : { zh: `${shareText(one.share)}（${interval(one)}）`, en: `${shareText(one.share)} (${interval(one)})` };
}

function batchText(batch: FollowerBatch): Both {
  const zh: string[] = [];
  const en: string[] = [];
  const say = (text: Both): void => {
    zh.push(text.zh);
    en.push(text.en);
  };
  const { from, to, noticed_by, evidence_nats: nats, registered_within_ms: within } = batch;
  if (from !== null && to !== null && noticed_by === "registered") {
    const span = `${from.slice(0, 10)} – ${new Date(Date.parse(to) - 1).toISOString().slice(0, 10)}`;
    const hours = within !== null && within < 2 * DAY_MS ? Math.ceil(within / HOUR_MS) : null;
    say({
      zh: `注册于 ${span}${hours === null ? "" : `，其中八成在 ${hours} 小时内`}`,
      en: `registered ${span}${hours === null ? "" : `, four of five within ${hours} h`}`,
    });
  } else if (nats.registered > 0) say({ zh: "注册时间集中", en: "registered close together" });
  if (from !== null && to !== null && noticed_by === "followed") {
    const span = `${minute(from)} – ${minute(to)}`;
    say({ zh: `关注于 ${span}（列表所写的时间）`, en: `followed ${span} by the list's clock` });
  } else if (nats.followed > 0 && batch.arrived !== null) {
    const { part, width_ms, stretches } = batch.arrived;
    const days = width_ms / DAY_MS;
    say({
      zh: `${shareText(part)} 在 ${stretches} 个 ${days} 天时段内关注，其余粉丝并非如此`,
      en: `${shareText(part)} followed within ${stretches} × ${days} day(s), unlike the rest`,
    });
  }
  const marks: readonly Both[] = [
    ...batch.name_stems.slice(0, 3).map((stem) => {
      const shown = `\`${visibleText(stem, 30)}\``;
      return { zh: shown, en: shown };
    }),
    ...batch.name_shapes.map(shapeWords),
    ...(batch.random_letters ? [{ zh: "随机字母", en: "random letters" }] : []),
  ];
  if (nats.names > 0 && batch.name_part !== null && marks.length > 0) {
    say({
      zh: `${shareText(batch.name_part)} 的昵称同一模式（${marks.map(({ zh: mark }) => mark).join("、")}）`,
      en: `${shareText(batch.name_part)} of names of one pattern (${marks.map(({ en: mark }) => mark).join(", ")})`,
    });
  }
  if (nats.profiles > 0 && batch.empty_part !== null) {
    say({
      zh: `${shareText(batch.empty_part)} 资料为空`,
      en: `${shareText(batch.empty_part)} of profiles empty`,
    });
  }
  const accounts = countText(batch.accounts);
  const p = batch.probability.toFixed(2);
  return {
    zh: `约 ${accounts} 个账号（p = ${p}）：${zh.join("；")}`,
    en: `about ${accounts} accounts (p = ${p}): ${en.join("; ")}`,
  };
}

/** `letters digits6` → letters and six digits: what stands in names of one make. */
function shapeWords(shape: string): Both {
  const parts = shape.split(" ").map((part): Both => {
    const digits = /^digits(\d+)$/.exec(part)?.[1];
    if (digits !== undefined) return { zh: `${digits} 位数字`, en: `${digits} digits` };
    return {
      zh: { letters: "字母", han: "汉字" }[part] ?? part,
      en: { han: "Chinese characters" }[part] ?? part,
    };
  });
  return { zh: parts.map(({ zh }) => zh).join("加"), en: parts.map(({ en }) => en).join(" and ") };
}

const minute = (at: string): string => at.slice(0, 16).replace("T", " ");

const FIELD_WORDS: Readonly<Record<keyof FollowerReport["known"], Both>> = {
  registered: { en: "when accounts were registered", zh: "注册时间" },
  followed: { en: "when they followed", zh: "关注时间" },
  names: { en: "names", zh: "昵称" },
  profiles: {
    en: "profiles (at least two of posts, picture, bio)",
    zh: "资料（作品数、头像、简介中至少两项）",
  },
};

function powerTexts({
  known,
  power,
  accounts,
  outcome,
  accounts_min: fewest,
}: FollowerReport): readonly Both[] {
  const lines: Both[] = [];
  const lost = (Object.keys(FIELD_WORDS) as (keyof typeof FIELD_WORDS)[]).filter((field) => !known[field]);
  // Of a list that is its own measure for nothing, tries would tell nothing either.
  if (power !== null && outcome !== "too_concentrated") {
    const { tries, usual_seen: usual, careful_seen: careful } = power;
    lines.push({
      zh: `在其余账号中试放 5 %：常见手法（一夜注册、一天交付、同一模式的昵称、空资料）${tries} 次中看出 ${usual} 次；谨慎手法（一周注册、一周交付、昵称与资料如常人）看出 ${careful} 次`,
      en: `5 % planted into the rest: of the usual make (one night, one day, names of one maker, empty) seen ${usual} of ${tries} times, of a careful one (a week, a week, names and profiles like everybody's) ${careful} of ${tries}`,
    });
    const from = (part: number | null): Both =>
      part === null
        ? { zh: "占 40 % 也看不出来", en: "not even at 40 %" }
        : { zh: `占 ${shareText(part)} 起`, en: `from ${shareText(part)} on` };
    const [seen, hidden] = [from(power.usual_from), from(power.careful_from)];
    lines.push({
      zh: `可看出的规模：常见手法${seen.zh}，谨慎手法${hidden.zh}`,
      en: `seen: the usual make ${seen.en}, the careful one ${hidden.en}`,
    });
  } else if (accounts < fewest)
    lines.push({ zh: `账号少于 ${fewest} 个`, en: `fewer than ${fewest} accounts` });
  if (lost.length > 0) {
    lines.push({
      zh: `列表中缺少：${lost.map((field) => FIELD_WORDS[field].zh).join("、")}`,
      en: `not in the list: ${lost.map((field) => FIELD_WORDS[field].en).join("; ")}`,
    });
  }
  return lines;
}
