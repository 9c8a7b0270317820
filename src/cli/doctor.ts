import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { openStoresAlone } from "../compose/open-stores-alone.ts";
import { examine } from "../flow/doctor/examine.ts";
import { examineCounts } from "../flow/doctor/examine-counts.ts";
import { type Finding, type Gravity, gravest } from "../flow/doctor/finding.ts";
import { repair } from "../flow/doctor/repair.ts";
import { storesDisagree } from "../flow/store-agreement.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { EventLog } from "../ports/event-log.ts";
import { type FolderLock, lockFolder } from "../store/folder-lock.ts";
import { EXIT } from "./exit.ts";
import { openOutput } from "./output.ts";

interface Options {
  readonly repair?: boolean;
  readonly json?: boolean;
  readonly lang: "zh" | "en";
}

type Language = Options["lang"];

const EXIT_OF: Readonly<Record<Gravity, number>> = { sound: EXIT.ok, look: EXIT.look, damaged: EXIT.damaged };
const MARKS: Readonly<Record<Gravity, string>> = { sound: "ok  ", look: "look", damaged: "BAD " };
const PARTS: Readonly<Record<Finding["of"], { readonly zh: string; readonly en: string }>> = {
  folder: { zh: "目录", en: "folder" },
  disk: { zh: "磁盘", en: "disk" },
  permissions: { zh: "权限", en: "permissions" },
  clock: { zh: "时钟", en: "clock" },
  log: { zh: "事件日志", en: "log" },
  records: { zh: "记录", en: "records" },
  ledger: { zh: "台账", en: "ledger" },
  stores: { zh: "日志与记录", en: "log and records" },
  snapshots: { zh: "快照", en: "snapshots" },
  counts: { zh: "计数", en: "counts" },
};

/** `touchstone doctor`: what a data folder's state is, and what can be mended. */
export function register(program: Command): void {
  program
    .command("doctor")
    .description(
      "examines a data folder: disk, permissions, clock, every run of the log, the records and their ledger, whether the two belong together, every count. " +
        "Exit code 0: sound; 4: damaged; 5: something to look at; 1: it could not be examined",
    )
    .argument("<folder>", "data folder; with an engine running in it, counts are not compared")
    .option(
      "--repair",
      "cuts damaged runs out of the log and names their positions, makes records and counts anew from the log, and moves what was damaged aside",
    )
    .option("--json", "prints one line of JSON a finding")
    .addOption(new Option("--lang <language>", "zh or en").choices(["zh", "en"]).default("en"))
    .action(run);
}

async function run(name: string, options: Options): Promise<void> {
  const folder = resolve(name);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new TouchstoneError("cannot_read", `no data folder \`${folder}\``);
  const files = ["events.sqlite", "records.sqlite"];
  if (!files.some((file) => existsSync(join(folder, file))))
    throw new TouchstoneError(
      "cannot_read",
      `\`${folder}\` is no data folder: it holds neither ${files.join(" nor ")}`,
    );
  const lock = lockOrNull(folder, options.repair === true);
  try {
    if (options.repair === true) await mend(folder, options);
    const findings = await findingsIn(folder, lock !== null);
    await print(findings, options);
    process.exitCode = EXIT_OF[gravest(findings)];
  } finally {
    lock?.release();
  }
}

/** The folder's lock; null where an engine has it and nothing is to be changed. */
function lockOrNull(folder: string, needed: boolean): FolderLock | null {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (needed || !(error instanceof TouchstoneError) || error.code !== "folder_in_use") throw error;
    return null;
  }
}

async function findingsIn(folder: string, locked: boolean): Promise<readonly Finding[]> {
  const { findings, log, records } = await examine(folder, Date.now());
  if (!locked) return [...findings, IN_USE];
  if (log === null || log.damage.length > 0 || !log.structureSound || records !== "sound") return findings;
  return [...findings, ...(await compare(folder))];
}

/** Whether two sound stores belong together, and count the same. */
async function compare(folder: string): Promise<readonly Finding[]> {
  const { log, records, close } = await openStoresAlone({ kind: "folder", path: folder });
  try {
    const apart = await storesDisagree(log, records);
    if (apart !== null) return [{ of: "stores", gravity: "damaged", en: apart.en, zh: apart.zh }];
    return [TOGETHER, ...holesIn(log), ...(await examineCounts(log, records))];
  } finally {
    await close();
  }
}

function holesIn(log: EventLog): Finding[] {
  const holes = log.holes("events");
  if (holes.length === 0) return [];
  const some = holes.slice(0, 5).map(({ first, count }) => `${first} to ${first + count - 1}`);
  return [
    {
      of: "log",
      gravity: "sound",
      en: `cut out by an earlier repair: \`${holes.length}\` stretches of positions (${some.join(", ")})`,
      zh: `此前修复已切除 \`${holes.length}\` 段位置（${some.join("，")}）`,
    },
  ];
}

const TOGETHER: Finding = {
  of: "stores",
  gravity: "sound",
  en: "log and records belong together, and neither is older than the other knows",
  zh: "事件日志与记录相互匹配，均未落后于对方所知",
};
const IN_USE: Finding = {
  of: "folder",
  gravity: "sound",
  en: "an engine has the folder open: counts are not compared with the log",
  zh: "目录正由引擎使用：未将计数与事件日志比对",
};

async function mend(folder: string, options: Options): Promise<void> {
  const { done, aside } = await repair(folder, Date.now());
  const { lang } = options;
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ repaired: done, aside })}\n`);
    return;
  }
  const output = openOutput(undefined);
  for (const finding of done) await output.write(`${REPAIRED[lang]}${line(finding, lang)}\n`);
  if (done.length === 0 && aside === null)
    await output.write(`${{ zh: "无需修复。", en: "There was nothing to repair." }[lang]}\n`);
  if (aside !== null)
    await output.write(
      `${{ zh: `已重写；受损的原文件移至 ${aside}。`, en: `Written anew; what was damaged lies in ${aside}.` }[lang]}\n`,
    );
}

const REPAIRED = { zh: "修复：", en: "repair: " };

async function print(findings: readonly Finding[], { json, lang }: Options): Promise<void> {
  const output = openOutput(undefined);
  for (const finding of findings) {
    if (json === true) await output.write(`${JSON.stringify(finding)}\n`);
    else await output.write(`${MARKS[finding.gravity]} ${line(finding, lang)}\n`);
  }
  if (json === true) return;
  const verdict = gravest(findings);
  await output.write(`${VERDICTS[verdict][lang]}\n`);
}

function line(finding: Finding, lang: Language): string {
  return `${PARTS[finding.of][lang]}${lang === "zh" ? "：" : ": "}${finding[lang]}`;
}

const VERDICTS: Readonly<Record<Gravity, Readonly<Record<Language, string>>>> = {
  sound: { zh: "一切正常。", en: "All is sound." },
  look: { zh: "没有损坏，但有需要留意之处。", en: "Nothing is damaged; something is worth a look." },
  damaged: {
    zh: "存在损坏。请先备份整个目录，再运行 touchstone doctor --repair。",
    en: "Something is damaged. Copy the folder as it is, then run touchstone doctor --repair.",
  },
};
