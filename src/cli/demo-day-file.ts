import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TouchstoneError } from "../nouns/codes.ts";
import { cannotRead } from "./cannot-read.ts";

/** Which simulated day a data folder holds; written before its first event. */
export const DEMO_FILE = "demo-day.json";

export interface DemoDay {
  readonly seed: number;
  readonly startMs: number;
  readonly events: number;
  /** All of it is in the folder. */
  readonly done?: boolean;
}

/** Throws `storage_damaged` for what `saveDemoDay` did not write. */
export function readDemoDay(file: string): DemoDay {
  try {
    const saved = JSON.parse(readFileSync(file, "utf8")) as Partial<DemoDay> | null;
    const { seed, startMs, events, done } = saved ?? {};
    if (Number.isSafeInteger(seed) && Number.isSafeInteger(startMs) && Number.isSafeInteger(events)) {
      return { seed: seed!, startMs: startMs!, events: events!, ...(done === undefined ? {} : { done }) };
    }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cannotRead("the simulated day", file, cause);
  }
  throw new TouchstoneError(
    "storage_damaged",
    `\`${file}\` does not say which simulated day the folder holds: start with --no-demo, or begin anew in another folder`,
  );
}

/** Written whole or not at all: a start must not stumble over half a file. */
export function saveDemoDay(folder: string, day: DemoDay): void {
  const file = join(folder, DEMO_FILE);
  try {
    writeFileSync(`${file}.new`, `${JSON.stringify(day)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (cause) {
    throw new TouchstoneError("cannot_write", `\`${file}\`: ${(cause as Error).message}`, { cause });
  }
}
