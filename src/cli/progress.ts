import { SingleBar } from "cli-progress";
import type { Language } from "../words/language.ts";
import { countText } from "../words/number-text.ts";
import { spokenLanguage } from "./language.ts";

/** A progress bar on stderr, for a person at a terminal; silent in pipes and with `--quiet`. */
export interface Progress {
  /** Work done so far and a few words beside it. */
  update(done: number, note?: string): void;
  stop(): void;
}

/** What the work is counted in: bytes of the input are shown in MB, with their rate; parts of anything else are not. */
export type ProgressUnit = "bytes" | "parts";

const MEGABYTE = 1_000_000;
/** A line is written anew this often at the most. */
const SHOWN_EACH_MS = 200;
/** A rate over less time than this is none yet. */
const RATE_FROM_MS = 500;

/** What each command calls its work, by the English word in the code. */
const LABELS: Readonly<Record<string, string>> = {
  auditing: "审计中",
  reading: "读取中",
  "reading the log": "读取日志",
  ingesting: "写入中",
  replaying: "重放中",
  screening: "筛查中",
  simulating: "模拟中",
  training: "训练中",
  verifying: "核验中",
  copying: "复制中",
  writing: "写出中",
  "deciding again": "重新判定",
};
/** What is counted beside the work. */
const COUNTED: Readonly<Record<string, string>> = { events: "个事件", payments: "笔付款", tables: "表格" };

/** `60000 events` → the count as people read it, in their language. */
function noteText(note: string, lang: Language): string {
  const match = /^(?:(\d+) )?(\w+)$/.exec(note);
  const zh = COUNTED[match?.[2] ?? ""];
  if (match === null || zh === undefined) return note;
  const count = match[1] === undefined ? "" : `${countText(Number(match[1]))} `;
  return `${count}${lang === "zh" ? zh : match[2]}`;
}

const WORDS = {
  zh: { left: "剩余", of: "/", finishing: "已读完，正在分析" },
  en: { left: "left", of: "of", finishing: "all read, looking for patterns" },
} as const;

/** `total`: the work in its unit, or null when it is not known (a pipe): then what is done is shown without an end. */
export function createProgress(
  label: string,
  total: number | null,
  quiet: boolean,
  unit: ProgressUnit = "parts",
): Progress {
  if (quiet || !process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const lang = spokenLanguage();
  const name = lang === "zh" ? (LABELS[label] ?? label) : label;
  const pace = unit === "bytes" ? createPace(total, lang) : () => "";
  if (total === null) return endless(name, pace, lang);
  const bar = new SingleBar({
    stream: process.stderr,
    format: `${name} {bar} {percentage}%{note}{pace} | ${lang === "zh" ? "剩余 {eta_formatted}" : "{eta_formatted} left"}`,
    clearOnComplete: true,
    hideCursor: true,
    etaBuffer: 50,
  });
  bar.start(Math.max(1, total), 0, { note: "", pace: "" });
  return {
    update(done, note) {
      const beside = done >= total && unit === "bytes" ? ` | ${WORDS[lang].finishing}` : pace(done);
      bar.update(Math.min(done, total), {
        pace: beside,
        ...(note === undefined ? {} : { note: ` | ${noteText(note, lang)}` }),
      });
    },
    stop: () => bar.stop(),
  };
}

function endless(name: string, pace: (done: number) => string, lang: Language): Progress {
  let shownAtMs = 0;
  return {
    update(done, note = "") {
      const nowMs = Date.now();
      if (nowMs - shownAtMs < SHOWN_EACH_MS) return;
      shownAtMs = nowMs;
      process.stderr.write(`\r\x1b[2K${name} ${noteText(note, lang)}${pace(done)}`);
    },
    stop: () => process.stderr.write("\r\x1b[2K"),
  };
}

/** Bytes read → ` | 12.3 of 80.0 MB, 4.1 MB/s`. The clock is the wall's: a person waits by it. */
function createPace(total: number | null, lang: Language): (done: number) => string {
  const startMs = Date.now();
  const all = total === null ? "" : ` ${WORDS[lang].of} ${(total / MEGABYTE).toFixed(1)}`;
  return (done) => {
    const megabytes = done / MEGABYTE;
    const passedMs = Date.now() - startMs;
    const rate = passedMs < RATE_FROM_MS ? "" : `, ${((megabytes * 1000) / passedMs).toFixed(1)} MB/s`;
    return ` | ${megabytes.toFixed(1)}${all} MB${rate}`;
  };
}
