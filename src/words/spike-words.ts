import type { Spike } from "../nouns/audit-report.ts";
import type { Both } from "./language.ts";
import { countText, shareText } from "./number-text.ts";
import type { Zone } from "./zone.ts";

/** When, how much, and the reason the file gives; a sentence without a full stop. */
export function spikeWords(spike: Spike, zone: Zone): Both {
  const { acts, times_usual } = spike;
  const from = zone.minute(spike.from);
  const to = zone.minute(spike.to);
  const until = from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to;
  const times = times_usual >= 10 ? countText(times_usual) : times_usual.toFixed(1);
  const reason = reasonWords(spike);
  return {
    zh: `${from} – ${until}：${countText(acts)} 次互动，为平常的 ${times} 倍；${reason.zh}`,
    en: `${from} – ${until}: ${countText(acts)} acts, ${times} times the usual; ${reason.en}`,
  };
}

function reasonWords({ reason, figure }: Spike): Both {
  const part = figure === null ? "" : shareText(figure);
  const times = figure === null ? "" : figure >= 10 ? countText(figure) : figure.toFixed(1);
  const words: Readonly<Record<Spike["reason"], Both>> = {
    discarded: { zh: `其中 ${part} 已被剔除或列为待定`, en: `${part} of it was held or rejected` },
    copied_texts: {
      zh: `其中 ${part} 是分发文案的评论`,
      en: `${part} of it are comments of handed-out sentences`,
    },
    group: { zh: "与一起疑似协同行为的时段重合", en: "a group that looks coordinated was at work then" },
    surge: {
      zh: "与一处并非由浏览带来的增长重合",
      en: "a surge that was not earned by being seen falls on it",
    },
    views: {
      zh: `同时浏览增至平常的 ${times} 倍：看的人多了`,
      en: `views came ${times} times as often as usual: more people saw it`,
    },
    new_target: {
      zh: `其中 ${part} 落在首次出现于本文件未满一天的作品上（可能是新作品，文件中没有其发布时间）`,
      en: `${part} of it was on posts first seen in this file less than a day before (new ones perhaps: the file does not say when they came out)`,
    },
    shares: { zh: `其中 ${part} 来自分享链接`, en: `${part} of it came over shared links` },
    unknown: {
      zh: "文件中看不出缘由，请向创作者询问",
      en: "the file gives no reason for it: ask the creator",
    },
  };
  return words[reason];
}
