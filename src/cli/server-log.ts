import { pino } from "pino";
import { TouchstoneError } from "../nouns/codes.ts";
import { MINUTE_MS } from "../nouns/durations.ts";

export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the engine and its server say while they run: one JSON line each, on standard error. Names codes and positions, never people. */
export interface ServerLog {
  info(message: string): void;
  warn(message: string): void;
  /** Something failed. What repeats itself is told so often a minute and then counted. */
  error(error: unknown): void;
  /** What somebody looks for who searches for a cause; at level debug. */
  debug(entry: object, message: string): void;
  /** One line of the access log. */
  access(entry: object): void;
  /** Writes what waits. */
  flush(): void;
}

/** Lines of one kind a minute; the rest is counted, and the count told with the next minute's first. */
export const LINES_A_MINUTE_MAX = 10;
/** Bytes that wait for a slow reader of standard error; what comes beyond is dropped rather than held or waited for. */
export const LOG_BYTES_WAITING_MAX = 1024 * 1024;
/** Kinds whose lines are counted at once. */
const KINDS_MAX = 256;

/**
 * A log that never holds up who writes to it: lines are written as the reader takes them, and a repeated kind is told a few
 * times a minute. `stopwatchMs`: a clock that only goes forward. `fd`: where to.
 */
export function openServerLog(
  level: LogLevel,
  stopwatchMs: () => number = () => performance.now(),
  fd = 2,
): ServerLog {
  const destination = pino.destination({ fd, sync: false, minLength: 0, maxLength: LOG_BYTES_WAITING_MAX });
  destination.on("error", () => undefined); // nobody reads any more: there is nobody to tell either
  const log = pino(
    {
      base: null,
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const kinds = new Map<string, { sinceMs: number; told: number; untold: number }>();

  /** How many like it were left out since the last one told; null when this one is left out as well. */
  function leftOut(kind: string): number | null {
    const nowMs = stopwatchMs();
    const known = kinds.get(kind);
    if (known === undefined || nowMs - known.sinceMs >= MINUTE_MS) {
      if (known === undefined && kinds.size >= KINDS_MAX) kinds.delete(kinds.keys().next().value!);
      kinds.set(kind, { sinceMs: nowMs, told: 1, untold: 0 });
      return known?.untold ?? 0;
    }
    if (known.told >= LINES_A_MINUTE_MAX) {
      known.untold++;
      return null;
    }
    known.told++;
    return 0;
  }

  return {
    info: (message) => log.info(message),
    warn(message) {
      // positions and sizes differ from line to line, and the kind is the same
      const untold = leftOut(message.replace(/\d+/g, "0").slice(0, 120));
      if (untold !== null) log.warn(untold === 0 ? {} : { like_it_left_out: untold }, message);
    },
    error(error) {
      const { code, message } = error instanceof TouchstoneError ? error : ownMistake(error);
      const untold = leftOut(`${code} ${message.replace(/\d+/g, "0").slice(0, 120)}`);
      if (untold === null) return;
      const more = untold === 0 ? {} : { like_it_left_out: untold };
      // the place of our own mistakes is worth its lines; of a full disk it is not
      if (error instanceof TouchstoneError) log.error({ code, ...more }, message);
      else log.error({ code, ...more, err: error }, message);
    },
    debug: (entry, message) => log.debug(entry, message),
    access: (entry) => log.info({ access: entry }),
    flush: () => {
      try {
        destination.flushSync();
      } catch {
        // not open yet, or nobody reads: nothing can be told any more
      }
    },
  };
}

function ownMistake(error: unknown): { readonly code: string; readonly message: string } {
  return { code: "internal", message: error instanceof Error ? error.message : String(error) };
}
