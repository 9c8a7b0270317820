import type { CopiedTextReport, CopiedTextsReport } from "../nouns/copied-text-report.ts";
import type { Both } from "../words/language.ts";
import { countText, shareText } from "../words/number-text.ts";
import { visibleText } from "../words/visible-text.ts";

/** Sentences and targets of a group shown; all of them stand in the JSON. */
const TEXTS_SHOWN = 6;
const TARGETS_SHOWN = 5;
/** A sentence whose comments share less of it is told as a frame with slots; the rest are slips and additions. */
const SAME_TEXT = 0.9;

/** What an audit says of texts that nobody read. */
export const TEXTS_NOT_READ: CopiedTextsReport = {
  groups: [],
  comments: 0,
  with_text: 0,
  too_short: 0,
  not_held: 0,
  unclear: [],
  unclear_count: 0,
  memes: 0,
  not_measurable: "no_comments",
};

const NOT_MEASURABLE: Readonly<Record<NonNullable<CopiedTextsReport["not_measurable"]>, Both>> = {
  no_comments: {
    zh: "评论文字无法测量：没有评论",
    en: "texts of comments are not measurable: there are no comments",
  },
  no_texts: {
    zh: "评论文字无法测量：没有评论带有 content.text",
    en: "texts of comments are not measurable: no comment has content.text",
  },
  too_few: {
    zh: "评论文字无法测量：带文字的评论太少",
    en: "texts of comments are not measurable: too few carry a text",
  },
};

/** What texts were read and what they said, in one line without a full stop. */
export function copiedTextsSummary(report: CopiedTextsReport): Both {
  if (report.not_measurable !== null) return NOT_MEASURABLE[report.not_measurable];
  const [read, short, left, unclear] = [
    report.with_text - report.not_held,
    report.too_short,
    report.not_held,
    report.unclear_count,
  ].map(countText);
  const notHeld: Both =
    report.not_held === 0
      ? { zh: "", en: "" }
      : {
          zh: `；另有 ${left} 条超出保存上限，未读`,
          en: `; ${left} more are beyond what is held and were not read`,
        };
  const found = report.groups.length;
  return {
    zh: `读了 ${read} 条评论的文字，其中 ${short} 条太短，不作判断；${found === 0 ? "未发现分发的文案" : `发现 ${found} 组分发的文案`}；另有 ${unclear} 句话由多人写下，无法与口号、抽奖、歌词或梗区分，不作判断${notHeld.zh}。改写过的文案无法由此看出`,
    en: `texts of ${read} comments were read, ${short} of them too short to judge; ${found === 0 ? "no sentences that were handed out were found" : `${found} ${found === 1 ? "group" : "groups"} of sentences that were handed out`}; ${unclear} more sentences were written by several and cannot be told from chants, lottery entries, lyrics or memes: not judged${notHeld.en}. Reworded texts do not show`,
  };
}

/** The sentence beside an audit's answer; null without groups. */
export function copiedTextsHeadline({ groups, with_text }: CopiedTextsReport): Both | null {
  if (groups.length === 0) return null;
  const comments = groups.reduce((sum, { events }) => sum + events.length, 0);
  const accounts = new Set(groups.flatMap(({ members }) => members)).size;
  const share = shareText(comments / Math.max(1, with_text));
  const more = groups.reduce(
    (sum, { elsewhere, by_others }) =>
      sum + by_others + elsewhere.reduce((all, one) => all + one.comments, 0),
    0,
  );
  const rest: Both =
    more === 0
      ? { zh: "", en: "" }
      : {
          zh: `另有 ${countText(more)} 条含同样的句子，未计入，原因见各组。`,
          en: ` ${countText(more)} more hold the same sentences and are not counted; why stands with each group.`,
        };
  return {
    zh: `${countText(comments)} 条评论（占带文字评论的 ${share}，来自 ${countText(accounts)} 个账号）由分发下来的几句话构成；依据与其他可能的解释见各组，需由人复核。${rest.zh}`,
    en: `${countText(comments)} comments, ${share} of those with a text, by ${countText(accounts)} accounts, consist of a few sentences that seem to have been handed out. Why, and what else it could be, stands with each group: for a person to review.${rest.en}`,
  };
}

/** Where the same sentences stand and were not counted, and why; none where nothing was left out. */
function notCountedLines({ elsewhere, by_others }: CopiedTextReport): Both[] {
  const lines: Both[] = [];
  if (elsewhere.length > 0) {
    const all = countText(elsewhere.reduce((sum, { comments }) => sum + comments, 0));
    const names = elsewhere
      .slice(0, TARGETS_SHOWN)
      .map(({ kind, id, comments }) => ({ name: visibleText(`${kind}/${id}`, 80), n: countText(comments) }));
    const rest = elsewhere.length - names.length;
    lines.push({
      zh: `未计入：另有 ${all} 条含同样的句子，在 ${countText(elsewhere.length)} 个其他目标上（${names.map(({ name, n }) => `${name} ${n} 条`).join("、")}${rest > 0 ? " 等" : ""}）；那里由至少 5 个账号写下的句子不足三句，无法与跟风转述区分`,
      en: `not counted: ${all} more comments of the same sentences on ${countText(elsewhere.length)} other ${elsewhere.length === 1 ? "target" : "targets"} (${names.map(({ name, n }) => `${name}: ${n}`).join(", ")}${rest > 0 ? " …" : ""}); fewer than three sentences were written there by five accounts each, which cannot be told from an echo`,
    });
  }
  if (by_others > 0) {
    lines.push({
      zh: `未计入：上述目标上另有 ${countText(by_others)} 条，其账号也用自己的话写过评论，可能只是跟风`,
      en: `not counted: ${countText(by_others)} more on the targets above by accounts that also wrote in their own words and may have taken a sentence up`,
    });
  }
  return lines;
}

/** A group in lines: headline, its sentences, share of each target with its interval, evidence, what could not be told. */
export function copiedTextLines(group: CopiedTextReport): Both[] {
  const texts = group.texts.slice(0, TEXTS_SHOWN).map(({ text, accounts, shared }) => {
    const frame = shared < SAME_TEXT;
    const shown = visibleText(text, 60);
    return {
      zh: `「${shown}」 ${countText(accounts)} 个账号${frame ? "（同一框架）" : ""}`,
      en: `“${shown}” ${countText(accounts)} accounts${frame ? " (one frame)" : ""}`,
    };
  });
  const targets = group.targets.slice(0, TARGETS_SHOWN).map(({ kind, id, comments, copied, share }) => {
    const name = visibleText(`${kind}/${id}`, 80);
    const [part, low, high] = [share.estimate, share.low, share.high].map(shareText);
    return {
      zh: `${name}：${countText(comments)} 条评论中 ${countText(copied)} 条，${part}（95 % 区间 ${low} – ${high}）`,
      en: `${name}: ${countText(copied)} of ${countText(comments)} comments, ${part} (95 % interval ${low} – ${high})`,
    };
  });
  const dotted = (text: Both): Both => ({ zh: `· ${text.zh}`, en: `· ${text.en}` });
  const unknown = group.not_measurable.map((text) => ({
    zh: `· 无法测量：${text.zh}`,
    en: `· not measurable: ${text.en}`,
  }));
  return [
    group.headline,
    ...texts,
    ...targets,
    ...notCountedLines(group),
    ...group.reasons.map(({ text }) => dotted(text)),
    ...unknown,
  ];
}
