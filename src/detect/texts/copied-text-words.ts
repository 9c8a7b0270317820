import type { TextEvidence, TextEvidenceKind } from "./text-evidence.ts";

interface Words {
  readonly zh: string;
  readonly en: string;
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;

const FOUND: Readonly<Record<TextEvidenceKind, (evidence: TextEvidence) => Words>> = {
  equal_use: ({ found, of, usual }) => ({
    zh: `${found} 句互不相同的长句共出现 ${of} 次，各句次数几乎相等；若各有各的流行程度，出现如此均等的概率不高于 ${chance(usual)}`,
    en: `${found} different long sentences were used almost equally often, ${of} times in all; were each as popular as it happens to be, the chance of that is at most ${chance(usual)}`,
  }),
  own_course: ({ found, of, usual }) => ({
    zh: `在 ${of} 个目标中的 ${found} 个上，这些句子按同一时间进程出现，与其余评论的进程不同（分布距离 ${usual.toFixed(2)}）`,
    en: `on ${found} of ${of} targets the sentences keep one course in time together, and another than the other comments (distance ${usual.toFixed(2)})`,
  }),
  nothing_else: ({ found, of, usual }) => ({
    zh: `${of} 个账号中有 ${found} 个在此文件中没有写过任何其他话；同一目标的其他评论者中这一比例为 ${percent(usual)}`,
    en: `${found} of ${of} accounts wrote nothing else in this file; among the others who commented there it is ${percent(usual)}`,
  }),
  several_sentences: ({ found, usual }) => ({
    zh: `${found} 个账号在不同目标上各写了其中不同的句子，此外没有写过别的；偶然情况下约为 ${usual.toFixed(1)} 个`,
    en: `${found} accounts wrote different ones of these sentences on different targets and nothing else; by chance it would be about ${usual.toFixed(1)}`,
  }),
  several_targets: ({ found, of }) => ({
    zh: `同一组 ${of} 句话出现在 ${found} 个目标上`,
    en: `the same ${of} sentences stand on ${found} targets`,
  }),
  disguised: ({ found, of, usual }) => ({
    zh: `${of} 条中有 ${found} 条在字词中间夹带看不见的字符；其他评论中为 ${percent(usual)}`,
    en: `${found} of ${of} hide invisible characters inside words; among the other comments it is ${percent(usual)}`,
  }),
  copies_stand_out: ({ of, usual }) => ({
    zh: `同一目标的其他 ${of} 条长评论中只有 ${percent(usual)} 与别人的相同或相近`,
    en: `of the other ${of} long comments there only ${percent(usual)} are like somebody else's`,
  }),
};

const UNKNOWN: Readonly<Record<TextEvidenceKind, Words>> = {
  equal_use: { zh: "各句是否使用得同样多", en: "whether the sentences were used equally often" },
  own_course: {
    zh: "是否有不同于受众的时间进程：用自己的话写的评论太少",
    en: "whether they keep a course of their own: too few comments in people's own words",
  },
  nothing_else: {
    zh: "这些账号平时是否说别的话：此文件中几乎无人写过两条",
    en: "whether the accounts talk otherwise: hardly anybody in this file wrote twice",
  },
  several_sentences: {
    zh: "同一批账号是否写了多句：只有一个目标",
    en: "whether the same accounts wrote several: there is one target only",
  },
  several_targets: {
    zh: "是否出现在多个目标上：只有一个目标",
    en: "whether it recurs: there is one target only",
  },
  disguised: { zh: "是否夹带隐藏字符", en: "whether characters are hidden" },
  copies_stand_out: {
    zh: "此处抄写是否寻常：其他长评论太少",
    en: "whether copying is usual there: too few other long comments",
  },
};

/** One piece of evidence in words, without a full stop. */
export function textEvidenceWords(evidence: TextEvidence): Words {
  return FOUND[evidence.kind](evidence);
}

/** What could not be asked, and why. */
export function textUnknownWords(kind: TextEvidenceKind): Words {
  return UNKNOWN[kind];
}

/** What is claimed of a group and what is not, without a full stop. */
export function copiedTextHeadline(accounts: number, sentences: number, comments: number): Words {
  return {
    zh: `${accounts} 个账号写了同一组 ${sentences} 句话，共 ${comments} 条评论，与各人自己写的评论不一致：这些句子像是分发下来的。不说明由谁分发或是否付款；粉丝组织、课堂或主播统一要求的文案也会如此，请先核对置顶评论与活动说明`,
    en: `${accounts} accounts wrote the same ${sentences} sentences in ${comments} comments, which is inconsistent with people writing for themselves: the sentences seem to have been handed out. It does not say by whom, or that anybody paid; a fan club, a class or a call of the creator that prescribes several texts looks the same: see the pinned comment first`,
  };
}

function chance(value: number): string {
  return value < 1e-6 ? "1e-6" : String(Number(value.toPrecision(1)));
}
