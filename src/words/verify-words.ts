import type { LogFault, LogFaultCode } from "../nouns/log-fault.ts";
import type { Language } from "./language.ts";

const WORDS: Readonly<Record<LogFaultCode, Readonly<Record<Language, string>>>> = {
  no_checkpoint: { zh: "缺少检查点", en: "the checkpoint is missing" },
  checkpoint_unreadable: { zh: "检查点无法读取", en: "a checkpoint cannot be read" },
  checkpoint_not_signed: {
    zh: "检查点并非由该日志的密钥签名",
    en: "a checkpoint is not signed by the log's key",
  },
  checkpoint_forks: { zh: "检查点与台账分叉", en: "a checkpoint forks from this ledger" },
  entry_missing: { zh: "缺失", en: "is missing" },
  entries_cut_off: { zh: "自此处起被截断", en: "and all after it are cut off" },
  entries_reordered: { zh: "顺序被调换", en: "is out of order" },
  entry_altered: { zh: "被改动", en: "was altered" },
  tile_missing: { zh: "所在的哈希文件缺失", en: "lacks its file of hashes" },
  tile_altered: { zh: "所在的哈希文件被改动", en: "has its file of hashes altered" },
  body_missing: { zh: "的内容缺失", en: "lacks its body" },
  body_altered: { zh: "的内容被改动", en: "has its body altered" },
};

/** One fault of a ledger in one sentence; the detail stays as it is. */
export function faultText({ code, entry, detail }: LogFault, language: Language): string {
  const words = WORDS[code][language];
  if (language === "zh") return `${entry === null ? "" : `第 ${entry} 条`}${words}（${detail}）`;
  return `${entry === null ? "" : `entry ${entry} `}${words} (${detail})`;
}
