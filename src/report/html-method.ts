import type { AuditReport } from "../nouns/audit-report.ts";
import { bytesText, countText } from "../words/number-text.ts";
import { inputText, table } from "./markup.ts";
import type { Page } from "./page.ts";

/** How the answer came about, what it does not say, and from which bytes: enough for another to repeat it. */
export function methodSection(report: AuditReport, page: Page): string {
  const { retractions } = report;
  const points = [
    page.both(
      "每个事件只用它之前（含自身）的事件作判断，按事件时间的滑动窗口计量；同样的输入与策略得到同样的字节。",
      "Each event is judged from the events up to and including it, over windows that slide with event time; the same input and policy give the same bytes.",
    ),
    page.both(
      "“与自然获得的互动不一致”指被列为待定或剔除，是对记录的描述，不指认任何人的意图或责任；单个弱信号不足以得出结论。",
      "“Inconsistent with earned engagement” means held or rejected. It describes records and says nothing of anyone's intent or responsibility; no single weak signal suffices for it.",
    ),
    page.both(
      "“验证”判定在离线文件中已无法执行，按公开计数处理。",
      "A challenge cannot be put to anyone in an export any more; such events are counted as public.",
    ),
    page.both(
      `取消类事件从原互动所在的计数中扣减（${countText(retractions.applied)} 次）；找不到原互动的不作改动（${countText(retractions.unmatched)} 次）。`,
      `Retractions lower the count their engagement stood in (${countText(retractions.applied)}); those whose engagement is not in the input change nothing (${countText(retractions.unmatched)}).`,
    ),
    page.both(
      `同一账号对同一目标重复的点赞、收藏、关注、Wow（${countText(report.repeats)} 次）在取消之前只计一次。`,
      `A like, favorite, follow or wow that one account gives one target again (${countText(report.repeats)}) counts once, until it is taken back.`,
    ),
    page.both(
      "区间为 Wilson 95 % 区间，只反映抽样波动，假设事件相互独立；成批的互动使真实不确定性更大，且不含方法本身的误差。",
      "Intervals are Wilson's at 95 %. They cover sampling alone and take events as independent: engagement that comes in groups makes the true uncertainty wider, and errors of the method are not in them.",
    ),
    page.both(
      "疑似协同行为在四天的滑动窗口内按超出偶然的共同行为寻找，不影响上面逐个事件的判定；没有列出不代表不存在。",
      "Groups that act together are looked for in sliding windows of four days, by common acts beyond chance; they do not change the verdicts on single events above. That none is listed is no statement that there are none.",
    ),
    page.both(
      `迟到事件 ${countText(report.late)} 个，其窗口不可测量；重复编号 ${countText(report.duplicates)} 个，只计一次。`,
      `${countText(report.late)} events came too late for their windows to be measured; ${countText(report.duplicates)} repeated an id and count once.`,
    ),
  ];
  const files = table(
    page.label("输入文件", "input files"),
    [
      { head: page.both("文件", "file"), className: "id" },
      { head: page.both("大小", "size"), number: true },
      { head: "SHA-256", className: "id" },
    ],
    report.files.map((f) => [inputText(f.name), bytesText(f.bytes), `<code>${inputText(f.sha256)}</code>`]),
  );
  return `<h2>${page.both("方法与局限", "Method and limits")}</h2>
<ul class="plain">${points.map((point) => `<li>${point}</li>`).join("\n")}</ul>
<h3>${page.both("依据", "What it rests on")}</h3>
<p>${page.both("策略", "Policy")} <code>${inputText(report.policy)}</code></p>
${report.files.length === 0 ? "" : files}
<footer><p>${page.both("生成时间", "Report of")} ${page.time(report.reported_at)} · Touchstone 试金石</p>
<p>${page.both("本报告不构成法律意见。", "This report is not legal advice.")}</p></footer>`;
}
