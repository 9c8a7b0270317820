import { type Command, Option } from "commander";
import { type Backup, backUpFolder } from "../flow/backup/backup-folder.ts";
import { countText } from "../words/number-text.ts";
import { openOutput } from "./output.ts";
import { createProgress } from "./progress.ts";

interface Options {
  readonly output: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly lang: "zh" | "en";
}

/** `touchstone backup`: a copy of a data folder, also of one in use. */
export function register(program: Command): void {
  program
    .command("backup")
    .description(
      "copies a data folder as it was at one moment, with an engine running in it or without; the copy is a data folder",
    )
    .argument("<folder>", "data folder, of a running engine or of none")
    .requiredOption("-o, --output <folder>", "where the copy goes; it must not be there yet")
    .option("--json", "prints the summary as JSON")
    .option("--quiet", "no progress bar")
    .addOption(new Option("--lang <language>", "zh or en").choices(["zh", "en"]).default("en"))
    .action(run);
}

async function run(folder: string, options: Options): Promise<void> {
  const progress = createProgress("copying", 1000, options.quiet === true);
  let made: Backup;
  try {
    made = await backUpFolder(folder, options.output, (share) => progress.update(Math.floor(share * 1000)));
  } finally {
    progress.stop();
  }
  const output = openOutput(undefined);
  const { eventsBegin, eventsEnd, applied, bytes } = made;
  if (options.json === true) {
    const told = { folder: made.folder, bytes, events_begin: eventsBegin, events_end: eventsEnd, applied };
    await output.write(`${JSON.stringify(told)}\n`);
    return;
  }
  await output.write(options.lang === "zh" ? inChinese(made) : inEnglish(made));
}

function inEnglish({ folder, bytes, eventsBegin, eventsEnd, applied }: Backup): string {
  const events = countText(eventsEnd - eventsBegin);
  const rest = countText(eventsEnd - applied);
  return `copied: ${folder} (${countText(bytes)} bytes)
  ${events} events; counts, campaigns and ledger of the same moment${eventsEnd > applied ? `; the last ${rest} are counted by the first start` : ""}
  it is a data folder: \`touchstone up --data ${folder}\` starts on it, \`touchstone doctor ${folder}\` examines it
`;
}

function inChinese({ folder, bytes, eventsBegin, eventsEnd, applied }: Backup): string {
  const events = countText(eventsEnd - eventsBegin);
  const rest = countText(eventsEnd - applied);
  return `已复制：${folder}（${countText(bytes)} 字节）
  ${events} 个事件，以及同一时刻的计数、疑似协同行为与台账${eventsEnd > applied ? `；最后 ${rest} 个由首次启动时计入` : ""}
  副本就是数据目录：可用 \`touchstone up --data ${folder}\` 启动，用 \`touchstone doctor ${folder}\` 检查
`;
}
