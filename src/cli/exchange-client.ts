import { createReadStream, createWriteStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { CODES, type Code, TouchstoneError } from "../nouns/codes.ts";

/** A counterpart's door over HTTP. */
export interface ExchangeClient {
  offer(file: string): Promise<void>;
  /** Waits until the answer is there and writes it to a file. */
  answer(session: string, file: string): Promise<void>;
  receipt(file: string): Promise<void>;
  /** Waits until the table of look-ups is made. */
  table(session: string): Promise<Uint8Array>;
  evaluate(session: string, elements: Uint8Array): Promise<Uint8Array>;
}

const BYTES = "application/octet-stream";
/** A million identifiers take minutes; a counterpart that works longer than this has ended. */
const ANSWER_MS_MAX = 3_600_000;
const ASK_AGAIN_MS = 1_000;

/** `sleep` waits so many ms. Rejects with the counterpart's code, or `cannot_connect`. */
export function exchangeClient(
  address: string,
  token: string,
  sleep: (ms: number) => Promise<void>,
): ExchangeClient {
  async function ask(path: string, init: RequestInit & { readonly duplex?: "half" }): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    const response = await fetch(new URL(path, address), { ...init, headers, redirect: "error" }).catch(
      (cause: unknown) => {
        throw new TouchstoneError("cannot_connect", `nothing answers at \`${address}\``, { cause });
      },
    );
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as {
      readonly code?: string;
      readonly detail?: string;
    };
    const code =
      problem.code !== undefined && Object.hasOwn(CODES, problem.code)
        ? (problem.code as Code)
        : "cannot_connect";
    throw new TouchstoneError(code, `at ${address}: ${problem.detail ?? `\`${response.status}\``}`);
  }

  async function send(path: string, file: string): Promise<void> {
    const body = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
    const headers = { "content-type": BYTES, "content-length": String(statSync(file).size) };
    await ask(path, {
      method: "POST",
      body: body as NonNullable<RequestInit["body"]>,
      headers,
      duplex: "half",
    });
  }

  return {
    offer: (file) => send("/v1/exchanges", file),
    receipt: (file) => send("/v1/exchanges/receipts", file),
    async table(session) {
      for (let waitedMs = 0; waitedMs < ANSWER_MS_MAX; waitedMs += ASK_AGAIN_MS) {
        const response = await ask(`/v1/exchanges/${session}/lookup-table`, {});
        if (response.status === 200) return response.bytes();
        await response.body?.cancel();
        await sleep(ASK_AGAIN_MS);
      }
      throw new TouchstoneError("too_slow", `no table of \`${address}\` within an hour; ask again`);
    },
    async evaluate(session, elements) {
      const response = await ask(`/v1/exchanges/${session}/lookups`, {
        method: "POST",
        body: elements.slice() as NonNullable<RequestInit["body"]>,
        headers: { "content-type": BYTES },
      });
      return response.bytes();
    },
    async answer(session, file) {
      for (let waitedMs = 0; waitedMs < ANSWER_MS_MAX; waitedMs += ASK_AGAIN_MS) {
        const response = await ask(`/v1/exchanges/${session}/answer`, {});
        if (response.status === 200 && response.body !== null) {
          await pipeline(
            Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
            createWriteStream(file, { mode: 0o600 }),
          );
          return;
        }
        await response.body?.cancel();
        await sleep(ASK_AGAIN_MS);
      }
      throw new TouchstoneError(
        "too_slow",
        `no answer of \`${address}\` within an hour; \`touchstone exchange run --resume\` asks again`,
      );
    },
  };
}
