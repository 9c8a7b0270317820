import { FOLLOWERS_MIN } from "../learn/batches/batch-limits.ts";
import type { FoundBatch } from "../learn/batches/find-batches.ts";
import type { KnownFields } from "../learn/batches/follower.ts";
import type { FollowerAnswer } from "../learn/batches/judge-followers.ts";
import type { Language } from "../words/language.ts";
import { visibleText } from "../words/visible-text.ts";
import { percent } from "./account-words.ts";

/** Batches shown of each kind; all stand in `--json`. */
const SHOWN_MAX = 8;
/** An interval that reaches this far above the share says only how many there are at least. */
const OPEN_ABOVE = 0.5;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** An answer → the lines a person reads: what is known first, then why, then what could not be seen. */
export function followerLines(answer: FollowerAnswer, named: number, language: Language): readonly string[] {
  const zh = language === "zh";
  const counted = answer.batches.filter(({ size }) => size !== null);
  const doubtful = answer.batches.filter(({ size }) => size === null);
  const lines = [headline(answer, language)];
  if (counted.length > 0) {
    lines.push(
      zh
        ? `成批注册、命名或交付的账号（每批至少有两类独立证据），其中 ${named} 个账号概率不低于 0.9：`
        : `batches that were registered, named or delivered as one, each by at least two independent kinds of evidence; ${named} accounts are at 0.9 or more:`,
    );
    lines.push(...counted.slice(0, SHOWN_MAX).map((found) => `  ${batchLine(found, language)}`));
    if (counted.length > SHOWN_MAX)
      lines.push(zh ? `  另有 ${counted.length - SHOWN_MAX} 批` : `  and ${counted.length - SHOWN_MAX} more`);
  }
  if (doubtful.length > 0) {
    lines.push(
      zh
        ? "注册时间集中、但缺少第二类证据的账号（未计入占比，只影响区间上限；新开放地区、学校或平台推广也会如此）："
        : "registered together without a second kind of evidence (not in the share, only in its upper end; a region that joined, a school or an advertisement look the same):",
    );
    lines.push(...doubtful.slice(0, SHOWN_MAX).map((found) => `  ${batchLine(found, language)}`));
    if (doubtful.length > SHOWN_MAX)
      lines.push(
        zh ? `  另有 ${doubtful.length - SHOWN_MAX} 批` : `  and ${doubtful.length - SHOWN_MAX} more`,
      );
  }
  lines.push(...powerLines(answer, language));
  return lines;
}

function headline({ accounts, outcome, share, low, high }: FollowerAnswer, language: Language): string {
  const interval = `${percent(low)} – ${percent(high)}`;
  if (language === "zh") {
    if (outcome === "too_concentrated") {
      return `过于集中，无法仅凭此列表判断：${accounts} 个账号中大部分集中注册，没有足够的其余账号可供比较（占比可能为 ${interval}）。请用 --reference 提供一份普通账号的粉丝列表`;
    }
    if (outcome === "cannot_tell")
      return `无法判断：${accounts} 个账号中未发现成批账号，但并非所有手法的 5 % 都能看出（见下），占比可能为 ${interval}`;
    if (high - share! > OPEN_ABOVE) {
      return `${accounts} 个粉丝中至少 ${percent(low)} 与自然增长不一致；上限无法确定（已计入 ${percent(share!)}，95 % 区间 ${interval}，原因见下）`;
    }
    return `${accounts} 个粉丝中与自然增长不一致的占比：${percent(share!)}（95 % 区间 ${interval}）`;
  }
  if (outcome === "too_concentrated") {
    return `too concentrated to judge by itself: most of ${accounts} accounts were registered together, and too few are left to compare them with (the share may be anything in ${interval}); give an ordinary list with --reference`;
  }
  if (outcome === "cannot_tell") {
    return `cannot tell: no batch was found among ${accounts} accounts, but not every 5 % would have been seen (see below; the share may be anything in ${interval})`;
  }
  if (high - share! > OPEN_ABOVE) {
    return `at least ${percent(low)} of ${accounts} followers are inconsistent with earned following; how many more cannot be told (${percent(share!)} counted, 95 %: ${interval}, see below)`;
  }
  return `${percent(share!)} of ${accounts} followers are inconsistent with earned following (95 %: ${interval})`;
}

function batchLine({ batch, weight, size, excess }: FoundBatch, language: Language): string {
  const zh = language === "zh";
  const said: string[] = [];
  const { burst } = batch;
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const minute = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
  const within = weight.registeredWithinMs;
  if (burst !== null && batch.seed === "registered") {
    const span = `${day(burst.fromMs)} – ${day(burst.toMs - 1)}`;
    const hours = within < 2 * DAY_MS ? Math.ceil(within / HOUR_MS) : null;
    const narrow =
      hours === null ? "" : zh ? `，其中八成在 ${hours} 小时内` : `, four of five within ${hours} h`;
    said.push(zh ? `注册于 ${span}${narrow}` : `registered ${span}${narrow}`);
  } else if (weight.registered > 0) said.push(zh ? "注册时间集中" : "registered close together");
  if (burst !== null && batch.seed === "followed") {
    const span = `${minute(burst.fromMs)} – ${minute(burst.toMs)} UTC`;
    said.push(zh ? `关注于 ${span}` : `followed ${span}`);
  } else if (weight.followed > 0 && weight.arrived !== null) {
    const { part, widthMs, starts } = weight.arrived;
    const days = widthMs / DAY_MS;
    said.push(
      zh
        ? `${percent(part)} 在 ${starts.length} 个 ${days} 天时段内关注，其余粉丝并非如此`
        : `${percent(part)} followed within ${starts.length} × ${days} day(s), unlike the rest`,
    );
  }
  const marks = weight.nameMarks;
  if (weight.names > 0 && marks !== null) {
    const kinds = [
      ...marks.stems.slice(0, 3).map((stem) => `\`${visibleText(stem, 30)}\``),
      ...marks.shapes.map((shape) => `\`${shape}\``),
      ...(marks.scrambled ? [zh ? "随机字母" : "random letters"] : []),
    ];
    if (kinds.length > 0) {
      said.push(
        zh
          ? `${percent(marks.part)} 的昵称同一模式（${kinds.join("、")}）`
          : `${percent(marks.part)} of names of one pattern (${kinds.join(", ")})`,
      );
    }
  }
  const profile = weight.profile;
  if (weight.profiles > 0 && profile !== null) {
    const empty = Number.isNaN(profile.emptyPart) ? null : percent(profile.emptyPart);
    if (empty !== null) said.push(zh ? `${empty} 资料为空` : `${empty} of profiles empty`);
  }
  const accounts = Math.round(size?.count ?? excess);
  const p = weight.probability.toFixed(2);
  return zh
    ? `约 ${accounts} 个账号（p = ${p}）：${said.join("；")}`
    : `about ${accounts} accounts (p = ${p}): ${said.join("; ")}`;
}

const FIELD_WORDS: Readonly<Record<keyof KnownFields, { readonly en: string; readonly zh: string }>> = {
  registered: { en: "when accounts were registered", zh: "注册时间" },
  followed: { en: "when they followed", zh: "关注时间" },
  names: { en: "names", zh: "昵称" },
  profiles: {
    en: "profiles (at least two of posts, picture, bio)",
    zh: "资料（作品数、头像、简介中至少两项）",
  },
};

function powerLines(
  { known, power, accounts, outcome }: FollowerAnswer,
  language: Language,
): readonly string[] {
  const zh = language === "zh";
  const lines: string[] = [];
  const lost = (Object.keys(FIELD_WORDS) as (keyof KnownFields)[]).filter((field) => !known[field]);
  // Of a list that is its own measure for nothing, tries would tell nothing either.
  if (power !== null && outcome !== "too_concentrated") {
    const { tries, usualSeen, carefulSeen, usualFrom, carefulFrom } = power;
    lines.push(
      zh
        ? `在其余账号中试放 5 %：常见手法（一夜注册、一天交付、同一模式的昵称、空资料）${tries} 次中看出 ${usualSeen} 次；谨慎手法（一周注册、一周交付、昵称与资料如常人）看出 ${carefulSeen} 次`
        : `5 % planted into the rest: of the usual make (one night, one day, names of one maker, empty) seen ${usualSeen} of ${tries} times, of a careful one (a week, a week, names and profiles like everybody's) ${carefulSeen} of ${tries}`,
    );
    const from = (part: number | null): string =>
      part === null
        ? zh
          ? "占 40 % 也看不出来"
          : "not even at 40 %"
        : zh
          ? `占 ${percent(part)} 起`
          : `from ${percent(part)} on`;
    lines.push(
      zh
        ? `  可看出的规模：常见手法${from(usualFrom)}，谨慎手法${from(carefulFrom)}`
        : `  seen: the usual make ${from(usualFrom)}, the careful one ${from(carefulFrom)}`,
    );
  } else if (accounts < FOLLOWERS_MIN)
    lines.push(zh ? `账号少于 ${FOLLOWERS_MIN} 个` : `fewer than ${FOLLOWERS_MIN} accounts`);
  if (lost.length > 0) {
    const names = lost.map((field) => FIELD_WORDS[field][language]).join(zh ? "、" : "; ");
    lines.push(zh ? `列表中缺少：${names}` : `not in the list: ${names}`);
  }
  return lines;
}
