import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { ExchangeContract } from "../../nouns/exchange.ts";
import { writeWhole } from "../../store/ledger-key.ts";
import { FOLDER_MODE } from "../../store/private-files.ts";

/**
 * How far an exchange has come on this side. Offerer: begun → offered → answered (the answer was taken) → done. Answerer: taken →
 * answered → done. Each step is on disk before the next begins, and can be done again after a crash. `ended`: it will not go on.
 */
export type SessionStep = "begun" | "taken" | "offered" | "answered" | "done" | "ended";

/** One exchange as this side keeps it, in `exchange/sessions/<session>/session.json`. */
export interface Session {
  readonly session: string;
  readonly role: "offerer" | "answerer";
  /** Name by which the counterpart was agreed with. */
  readonly counterpart: string;
  readonly step: SessionStep;
  readonly contract: ExchangeContract;
  /** Person who approved it on this side. */
  readonly approvedBy: string;
  /** Identifiers that the offerer sends, padding included. */
  readonly items: number;
  readonly startedAtMs: number;
  /** Checkpoint of this side's ledger that its last message showed. */
  readonly shownCheckpoint: string | null;
  readonly offerSha256: string | null;
  readonly answerSha256: string | null;
  readonly matches: number | null;
  readonly deleteAtMs: number | null;
  /** Whether what was learned is gone, by retention or on request. */
  readonly deleted: boolean;
}

/** Files of a session's folder. */
export const SESSION_FILES = {
  scalar: "scalar",
  ids: "ids.ndjson",
  pseudonyms: "pseudonyms",
  points: "points",
  table: "table",
  offer: "offer.tsx1",
  answer: "answer.tsx1",
  receipt: "receipt.tsx1",
  matches: "matches.ndjson",
  lookupKey: "lookup-key",
  lookupTable: "lookup-table",
  lookups: "lookups.json",
} as const;
const STATE_FILE = "session.json";
const SESSION_NAME = /^[0-9a-f]{32}$/;

/** Sessions of a data folder. Times are the caller's. */
export interface Sessions {
  get(session: string): Session | null;
  /** Stores a session, whole or not at all. */
  put(session: Session): Session;
  all(): readonly Session[];
  file(session: string, name: keyof typeof SESSION_FILES): string;
  /** Removes files that were needed on the way. */
  remove(session: string, names: readonly (keyof typeof SESSION_FILES)[]): void;
}

export function openSessions(folder: string): Sessions {
  const place = (session: string): string => join(folder, session);
  const get = (session: string): Session | null => {
    const file = join(place(session), STATE_FILE);
    if (!SESSION_NAME.test(session) || !existsSync(file)) return null;
    try {
      return JSON.parse(readFileSync(file, "utf8")) as Session;
    } catch (cause) {
      throw new TouchstoneError("storage_damaged", `\`${file}\` is not JSON; put it back from a backup`, {
        cause,
      });
    }
  };
  return {
    get,
    put(session) {
      mkdirSync(place(session.session), { recursive: true, mode: FOLDER_MODE });
      writeWhole(join(place(session.session), STATE_FILE), `${JSON.stringify(session)}\n`);
      return session;
    },
    all: () => (existsSync(folder) ? readdirSync(folder).sort() : []).flatMap((name) => get(name) ?? []),
    file: (session, name) => join(place(session), SESSION_FILES[name]),
    remove(session, names) {
      for (const name of names) rmSync(join(place(session), SESSION_FILES[name]), { force: true });
    },
  };
}
