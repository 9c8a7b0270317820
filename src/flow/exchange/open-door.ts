import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LOOKUP_ROWS_MAX } from "../../exchange/lookup/lookup-limits.ts";
import { readHeader } from "../../exchange/messages/message-note.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { ExchangeDoor } from "../../ports/exchange-door.ts";
import { FOLDER_MODE } from "../../store/private-files.ts";
import { admitOffer, completeAnswer, takeOffer } from "./answer.ts";
import type { ExchangeOffice } from "./exchange-office.ts";
import { takeReceipt } from "./finish.ts";
import { answerLookups, lookupTable, openForLookups } from "./lookups.ts";
import type { Session } from "./session.ts";
import { spool } from "./spool.ts";

/** Answers waiting for their turn: each may take minutes, and one at a time uses the threads there are. */
const WAITING_MAX = 8;

export interface OpenDoor extends ExchangeDoor {
  /** Resolves when nothing is being answered. */
  idle(): Promise<void>;
}

export interface DoorParts {
  readonly office: ExchangeOffice;
  /** Data folder. */
  readonly folder: string;
  /** File of what this side tells; read anew for each answer. */
  readonly list: string;
  readonly pairKey: Uint8Array;
  /** Hears why an answer could not be made. */
  readonly onFailure: (cause: unknown) => void;
}

/**
 * The door of a office: offers of counterparts are answered out of `list`, under the standing approval of each agreement
 * (`agreed_by`). Taken offers that were not answered when the process ended are answered now.
 */
export function openDoor({ office, folder, list, pairKey, onFailure }: DoorParts): OpenDoor {
  const incoming = join(folder, "exchange", "incoming");
  rmSync(incoming, { recursive: true, force: true });
  mkdirSync(incoming, { recursive: true, mode: FOLDER_MODE });
  const failures = new Map<string, TouchstoneError>();
  const waiting = new Set<string>();
  /** Counterparts whose message is coming in: one at a time each, so that the same offer is never taken twice. */
  const sending = new Set<string>();
  let last: Promise<void> = Promise.resolve();

  function answerInTurn(taken: Session): void {
    waiting.add(taken.session);
    last = last
      .then(async () => void (await completeAnswer(office, taken, list, pairKey)))
      .catch((cause: unknown) => {
        onFailure(cause);
        const isTheirs = cause instanceof TouchstoneError && cause.code === "exchange_bad_point";
        // What is wrong on this side is told here alone: it may name files.
        failures.set(
          taken.session,
          isTheirs ? cause : new TouchstoneError("internal", "the answer could not be made"),
        );
      })
      .finally(() => waiting.delete(taken.session));
  }

  function makeTableInTurn(open: Session): void {
    const name = `table ${open.session}`;
    if (waiting.has(name)) return;
    waiting.add(name);
    last = last
      .then(async () => void (await lookupTable(office, open, list, pairKey)))
      .catch((cause: unknown) => {
        onFailure(cause);
        const told = cause instanceof TouchstoneError && cause.code === "exchange_too_many";
        const why = told
          ? `more than \`${LOOKUP_ROWS_MAX}\` rows: use an exchange`
          : "the table could not be made";
        failures.set(name, new TouchstoneError(told ? "exchange_too_many" : "internal", why));
      })
      .finally(() => waiting.delete(name));
  }

  async function received<T>(
    counterpart: string,
    bytes: AsyncIterable<Uint8Array>,
    admit: Parameters<typeof spool>[2],
    take: (file: string) => Promise<T>,
  ): Promise<T> {
    if (sending.has(counterpart))
      throw new TouchstoneError("overloaded", `another message of \`${counterpart}\` is coming in`);
    sending.add(counterpart);
    const file = join(incoming, randomBytes(8).toString("hex"));
    try {
      await spool(bytes, file, admit);
      return await take(file);
    } finally {
      rmSync(file, { force: true });
      sending.delete(counterpart);
    }
  }

  function own(counterpart: string, session: string): Session {
    const known = office.sessions.get(session);
    if (known?.role === "answerer" && known.counterpart === counterpart) return known;
    throw new TouchstoneError("exchange_state", `no exchange \`${session}\` was answered here`);
  }

  function hold(counterpart: string, to: string): void {
    if (counterpart !== to)
      throw new TouchstoneError(
        "exchange_counterpart",
        `the token is that of \`${counterpart}\`, the message that of \`${to}\``,
      );
  }

  for (const session of office.sessions.all())
    if (session.role === "answerer" && session.step === "taken") answerInTurn(session);

  return {
    whose(token) {
      const shown = hash("sha256", token, "buffer");
      let found: string | null = null;
      for (const { name, agreement } of office.counterparts.all()) {
        const { token_sha256 } = agreement;
        if (token_sha256 !== undefined && timingSafeEqual(shown, Buffer.from(token_sha256, "hex")))
          found = name;
      }
      return found;
    },
    async takeOffer(counterpart, bytes) {
      if (waiting.size >= WAITING_MAX)
        throw new TouchstoneError("overloaded", `\`${waiting.size}\` exchanges wait`);
      const admit = (text: string) => {
        const admitted = admitOffer(office, text, pairKey);
        hold(counterpart, admitted.counterpart);
        return admitted.header.parts;
      };
      const approvedBy = office.counterparts.get(counterpart).agreement.agreed_by;
      const taken = await received(counterpart, bytes, admit, (file) =>
        takeOffer(office, file, approvedBy, pairKey),
      );
      answerInTurn(taken);
      return { session: taken.session };
    },
    async answer(counterpart, session) {
      const { step } = own(counterpart, session);
      const failure = failures.get(session);
      if (failure !== undefined) throw failure;
      if (step === "taken") return "working";
      if (step !== "answered")
        throw new TouchstoneError("exchange_state", `exchange \`${session}\` is \`${step}\``);
      return { file: office.sessions.file(session, "answer") };
    },
    async lookupTable(counterpart, session) {
      const open = openForLookups(office, counterpart, session);
      const failure = failures.get(`table ${session}`);
      if (failure !== undefined) throw failure;
      if (existsSync(office.sessions.file(session, "lookupTable")))
        return lookupTable(office, open, list, pairKey);
      makeTableInTurn(open);
      return "working";
    },
    async lookUp(counterpart, session, elements) {
      return answerLookups(office, openForLookups(office, counterpart, session), elements);
    },
    async takeReceipt(counterpart, bytes) {
      const admit = (text: string) => {
        const { header } = readHeader("receipt", text);
        own(counterpart, header.session);
        return header.parts;
      };
      const done = await received(counterpart, bytes, admit, (file) => takeReceipt(office, file));
      return { session: done.session };
    },
    idle: () => last,
  };
}
