import type { ReachReport } from "../nouns/audit-report.ts";
import type { Both } from "./language.ts";
import { countText, shareText } from "./number-text.ts";
import { typeWords } from "./type-words.ts";

/** Acts below which a ratio or a curve is chance. */
const ACTS_MIN = 100;
/** Hours in which most people in a place sleep: their part of a day is 4 in 24. */
const NIGHT = [2, 3, 4, 5] as const;

/** Engagement beside reach, in sentences: what came, how it began, when. Descriptions, not verdicts; what cannot be said is said to be so. */
export function reachWords(reach: ReachReport, zone: string): Both[] {
  return [perView(reach), perLike(reach), beginning(reach), byHour(reach, zone)].filter(
    (text): text is Both => text !== null,
  );
}

function perView({ by_type }: ReachReport): Both | null {
  const views = by_type.view ?? 0;
  const acts = ["like", "favorite", "comment", "share"].filter((type) => (by_type[type] ?? 0) > 0);
  if (acts.length === 0) return null;
  if (views === 0) {
    return {
      zh: "文件中没有浏览，无法说明互动与浏览之比。",
      en: "The file holds no views, so engagement cannot be held against reach.",
    };
  }
  const parts = acts.map((type) => ({
    zh: `${typeWords(type).zh} ${per(by_type[type]!, views)}`,
    en: `${per(by_type[type]!, views)} ${typeWords(type).en}`,
  }));
  const more = acts.some((type) => by_type[type]! > views);
  return {
    zh: `每 100 次浏览对应：${parts.map(({ zh }) => zh).join("、")}（共 ${countText(views)} 次浏览）。${more ? "互动多于浏览：导出可能缺少部分浏览。" : ""}`,
    en: `For each 100 views: ${parts.map(({ en }) => en).join(", ")} (${countText(views)} views in all).${more ? " There is more engagement than views: the export may lack some of the views." : ""}`,
  };
}

function perLike({ by_type }: ReachReport): Both | null {
  const likes = by_type.like ?? 0;
  if (likes < ACTS_MIN) return null;
  const comments = by_type.comment ?? 0;
  if (comments === 0) {
    return {
      zh: "文件中没有评论，无法说明评论与点赞之比。",
      en: "The file holds no comments to hold against the likes.",
    };
  }
  return {
    zh: `每 100 次点赞对应评论 ${per(comments, likes)} 条。`,
    en: `For each 100 likes there are ${per(comments, likes)} comments.`,
  };
}

function beginning({ first_hours }: ReachReport): Both | null {
  if (first_hours === null) {
    return {
      zh: "没有作品在文件时段内开始并满一天，无法说明最初几小时的走势。",
      en: "No target began within the file and had a day in it, so the first hours cannot be told.",
    };
  }
  const { targets, by_hour } = first_hours;
  const half = by_hour.findIndex((share) => share >= 0.5) + 1;
  const first = shareText(by_hour[0]!);
  return {
    zh: `${countText(targets)} 个作品首次出现于本文件后一天内的走势（中位数）：第一小时到达 ${first}，${half} 小时内到达一半。`,
    en: `The first day in this file of ${countText(targets)} ${targets === 1 ? "target" : "targets"} (median): ${first} within the first hour, half within ${half} ${half === 1 ? "hour" : "hours"}.`,
  };
}

function byHour({ hours }: ReachReport, zone: string): Both | null {
  const all = hours.reduce((sum, n) => sum + n, 0);
  if (all < ACTS_MIN) return null;
  const peak = hours.indexOf(Math.max(...hours));
  const night = NIGHT.reduce((sum, hour) => sum + hours[hour]!, 0) / all;
  const clock = (hour: number): string => `${String(hour % 24).padStart(2, "0")}:00`;
  return {
    zh: `按 ${zone} 时间，${clock(peak)} – ${clock(peak + 1)} 互动最多；02:00 – 06:00 占 ${shareText(night)}（均匀分布为 16.7 %）。受众若在别处，请用 --zone 换成当地时区再看。`,
    en: `By the clock of ${zone}, most came between ${clock(peak)} and ${clock(peak + 1)}; ${shareText(night)} came between 02:00 and 06:00 (evenly spread: 16.7 %). Where the audience lives elsewhere, look again with its --zone.`,
  };
}

/** A in each hundred B, with as many digits as tell it from none. */
function per(a: number, b: number): string {
  const value = (100 * a) / b;
  if (value >= 10) return countText(value);
  if (value > 0 && value < 0.01) return "< 0.01";
  return String(Number(value.toPrecision(2)));
}
