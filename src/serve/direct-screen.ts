import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Engine } from "../flow/engine.ts";
import type { ScreenedPayment, ScreenOptions } from "../flow/screened-payments.ts";
import { skipSpace } from "../kernels/json/json-spans.ts";
import { VERDICTS } from "../nouns/verdict.ts";
import { wholeBody } from "./body.ts";
import { type Budget, shareOf } from "./budget.ts";
import { type DirectWayParts, layDirectWay, type WayOut } from "./direct-way.ts";
import { oneLine } from "./one-line.ts";
import { screenedAnswer } from "./payment-answer.ts";
import {
  ANSWER_BYTES_UNCOUNTED,
  SCREEN_DEADLINE_MS,
  SCREEN_DEADLINE_MS_MAX,
  SMALL_REQUEST_BYTES_MAX,
} from "./serve-limits.ts";

export const SCREEN_PATH = "/v1/payments/screen";
const OPEN_BRACKET = 0x5b;
/** The queries of the direct way: both options in one order; the framework reads, or refuses, every other spelling. */
const QUERY = /^(?:deadline_ms=([1-9]\d{0,4}))?(?:(?:^|&)on_deadline=([a-z]{1,10}))?$/;

/** What was done with a request before the framework was given it. */
export interface BegunScreening {
  readonly body: { readonly bytes: Uint8Array } | { readonly error: unknown };
  /** What was answered, where the payment was handed to the engine. */
  readonly screened?: Promise<readonly ScreenedPayment[]>;
}

export interface DirectScreening {
  begun(request: IncomingMessage): BegunScreening | undefined;
  /** From now on the framework answers everything: it says that the server is closing. */
  stop(): void;
}

/**
 * Answers `POST /v1/payments/screen` with one payment in JSON before the framework sees it: a payer waits, and the framework's
 * part was most of the main thread's work. Refusals of any kind, arrays and errors are the framework's, with what was read and
 * answered so far, so that no payment is screened twice and each refusal has one text.
 */
export function screenDirectly(
  server: Server,
  parts: DirectWayParts & { readonly engine: Engine; readonly budget: Budget },
): DirectScreening {
  const { engine, budget } = parts;
  const begun = new WeakMap<IncomingMessage, BegunScreening>();

  async function serve(request: IncomingMessage, _response: ServerResponse, way: WayOut): Promise<void> {
    const startedMs = performance.now();
    const share = shareOf(budget);
    const giveOn = (done: BegunScreening): void => {
      share.release();
      begun.set(request, done);
      way.giveOn();
    };
    let bytes: Uint8Array;
    try {
      bytes = await wholeBody(request, SMALL_REQUEST_BYTES_MAX, share);
    } catch (error) {
      return giveOn({ body: { error } });
    }
    const start = skipSpace(bytes, 0);
    if (start === bytes.length || bytes[start] === OPEN_BRACKET) return giveOn({ body: { bytes } });
    const { deadlineMs, onDeadline } = optionsOf(request.url ?? "")!;
    const screened = engine.payments.screen(oneLine(bytes), {
      deadlineMs: Math.max(0, deadlineMs - (performance.now() - startedMs)),
      onDeadline,
    });
    let text: string | null = null;
    try {
      text = plainText(await screened);
    } catch {
      // the framework's way finds the same failure in what it is given
    }
    if (text === null) return giveOn({ body: { bytes }, screened });
    share.release();
    way.say(text);
  }

  const stop = layDirectWay(server, parts, {
    path: SCREEN_PATH,
    bytesMax: SMALL_REQUEST_BYTES_MAX,
    takesQuery: (query) => optionsOf(`?${query}`) !== null,
    serve,
  });
  return { begun: (request) => begun.get(request), stop };
}

/** A request's target → what it asks for; null for a query that the framework reads. */
function optionsOf(url: string): ScreenOptions | null {
  const mark = url.indexOf("?");
  if (mark < 0 || mark === url.length - 1) return { deadlineMs: SCREEN_DEADLINE_MS, onDeadline: "allow" };
  const [whole, deadline, verdict = "allow"] = QUERY.exec(url.slice(mark + 1)) ?? [];
  const deadlineMs = deadline === undefined ? SCREEN_DEADLINE_MS : Number(deadline);
  const onDeadline = VERDICTS.find((word) => word === verdict);
  if (whole === undefined || deadlineMs > SCREEN_DEADLINE_MS_MAX || onDeadline === undefined) return null;
  return { deadlineMs, onDeadline };
}

/** The text of the one answer, where it is a verdict of ordinary length. */
function plainText(screened: readonly ScreenedPayment[]): string | null {
  const [answer] = screened;
  if (answer === undefined || screened.length > 1 || "rejection" in answer) return null;
  const text = JSON.stringify(screenedAnswer(answer));
  return text.length <= ANSWER_BYTES_UNCOUNTED ? text : null;
}
