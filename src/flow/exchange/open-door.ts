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

interface DoorState {
  readonly office: ExchangeOffice;
  readonly list: string;
  readonly pairKey: Uint8Array;
  readonly onFailure: (cause: unknown) => void;
  readonly incoming: string;
  readonly failures: Map<string, TouchstoneError>;
  readonly waiting: Set<string>;
  /** Counterparts whose message is coming in: one at a time each, so that the same offer is never taken twice. */
  readonly sending: Set<string>;
  last: Promise<void>;
}

/**
 * The door of a office: offers of counterparts are answered out of `list`, under the standing approval of each agreement
 * (`agreed_by`). Taken offers that were not answered when the process ended are answered now.
 */
export function openDoor({ office, folder, list, pairKey, onFailure }: DoorParts): OpenDoor {
  const incoming = join(folder, "exchange", "incoming");
  rmSync(incoming, { recursive: true, force: true });
  mkdirSync(incoming, { recursive: true, mode: FOLDER_MODE });
  const last: Promise<void> = Promise.resolve();
  const door: DoorState = {
    office,
    list,
    pairKey,
    onFailure,
    incoming,
    failures: new Map<string, TouchstoneError>(),
    waiting: new Set<string>(),
    sending: new Set<string>(),
    last,
  };
  for (const session of door.office.sessions.all())
    if (session.role === "answerer" && session.step === "taken") answerInTurn(door, session);
  return {
    whose: (token) => whose(door, token),
    takeOffer: (counterpart, bytes) => takeOfferNow(door, counterpart, bytes),
    answer: (counterpart, session) => answer(door, counterpart, session),
    lookupTable: (counterpart, session) => lookupTableNow(door, counterpart, session),
    async lookUp(counterpart, session, elements) {
      return answerLookups(door.office, openForLookups(door.office, counterpart, session), elements);
    },
    takeReceipt: (counterpart, bytes) => takeReceiptNow(door, counterpart, bytes),
    idle: () => door.last,
  };
}

function answerInTurn(door: DoorState, taken: Session): void {
  door.waiting.add(taken.session);
  door.last = door.last
    .then(async () => void (await completeAnswer(door.office, taken, door.list, door.pairKey)))
    .catch((cause: unknown) => {
      door.onFailure(cause);
      const isTheirs = cause instanceof TouchstoneError && cause.code === "exchange_bad_point";
      // What is wrong on this side is told here alone: it may name files.
      door.failures.set(
        taken.session,
        isTheirs ? cause : new TouchstoneError("internal", "the answer could not be made"),
      );
    })
    .finally(() => door.waiting.delete(taken.session));
}

function makeTableInTurn(door: DoorState, open: Session): void {
  const name = `table ${open.session}`;
  if (door.waiting.has(name)) return;
  door.waiting.add(name);
  door.last = door.last
    .then(async () => void (await lookupTable(door.office, open, door.list, door.pairKey)))
    .catch((cause: unknown) => {
      door.onFailure(cause);
      const told = cause instanceof TouchstoneError && cause.code === "exchange_too_many";
      const why = told
        ? `more than \`${LOOKUP_ROWS_MAX}\` rows: use an exchange`
        : "the table could not be made";
      door.failures.set(name, new TouchstoneError(told ? "exchange_too_many" : "internal", why));
    })
    .finally(() => door.waiting.delete(name));
}

async function received<T>(
  door: DoorState,
  counterpart: string,
  bytes: AsyncIterable<Uint8Array>,
  admit: Parameters<typeof spool>[2],
  take: (file: string) => Promise<T>,
): Promise<T> {
  if (door.sending.has(counterpart))
    throw new TouchstoneError("overloaded", `another message of \`${counterpart}\` is coming in`);
  door.sending.add(counterpart);
  const file = join(door.incoming, randomBytes(8).toString("hex"));
  try {
    await spool(bytes, file, admit);
    return await take(file);
  } finally {
    rmSync(file, { force: true });
    door.sending.delete(counterpart);
  }
}

function own(door: DoorState, counterpart: string, session: string): Session {
  const known = door.office.sessions.get(session);
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

function whose(door: DoorState, token: string): string | null {
  const shown = hash("sha256", token, "buffer");
  let found: string | null = null;
  for (const { name, agreement } of door.office.counterparts.all()) {
    const { token_sha256 } = agreement;
    if (token_sha256 !== undefined && timingSafeEqual(shown, Buffer.from(token_sha256, "hex"))) found = name;
  }
  return found;
}

async function takeOfferNow(
  door: DoorState,
  counterpart: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly session: string }> {
  if (door.waiting.size >= WAITING_MAX)
    throw new TouchstoneError("overloaded", `\`${door.waiting.size}\` exchanges wait`);
  const admit = (text: string) => {
    const admitted = admitOffer(door.office, text, door.pairKey);
    hold(counterpart, admitted.counterpart);
    return admitted.header.parts;
  };
  const approvedBy = door.office.counterparts.get(counterpart).agreement.agreed_by;
  const taken = await received(door, counterpart, bytes, admit, (file) =>
    takeOffer(door.office, file, approvedBy, door.pairKey),
  );
  answerInTurn(door, taken);
  return { session: taken.session };
}

async function answer(
  door: DoorState,
  counterpart: string,
  session: string,
): Promise<{ readonly file: string } | "working"> {
  const { step } = own(door, counterpart, session);
  const failure = door.failures.get(session);
  if (failure !== undefined) throw failure;
  if (step === "taken") return "working";
  if (step !== "answered")
    throw new TouchstoneError("exchange_state", `exchange \`${session}\` is \`${step}\``);
  return { file: door.office.sessions.file(session, "answer") };
}

async function lookupTableNow(
  door: DoorState,
  counterpart: string,
  session: string,
): Promise<Uint8Array | "working"> {
  const open = openForLookups(door.office, counterpart, session);
  const failure = door.failures.get(`table ${session}`);
  if (failure !== undefined) throw failure;
  if (existsSync(door.office.sessions.file(session, "lookupTable")))
    return lookupTable(door.office, open, door.list, door.pairKey);
  makeTableInTurn(door, open);
  return "working";
}

async function takeReceiptNow(
  door: DoorState,
  counterpart: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly session: string }> {
  const admit = (text: string) => {
    const { header } = readHeader("receipt", text);
    own(door, counterpart, header.session);
    return header.parts;
  };
  const done = await received(door, counterpart, bytes, admit, (file) => takeReceipt(door.office, file));
  return { session: done.session };
}
