import { setTimeout } from "node:timers/promises";
import { ClientError } from "./client-error.ts";

export interface Connection {
  /** Base address without a slash at its end, as in `http://127.0.0.1:8787`. */
  readonly url: string;
  readonly token: string | undefined;
  readonly attemptsMax: number;
  readonly retryDelayMs: number;
  readonly retryDelayMsMax: number;
  readonly requestMsMax: number;
  /** Ends waits and requests when the client closes. */
  readonly signal: AbortSignal;
  /** Told before each wait: why, and for how long. */
  readonly onRetry: (error: ClientError, waitMs: number) => void;
}

export interface Asked {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/**
 * One request → its answer's text, repeated while the engine cannot be reached, asks to be asked later (429, 503, 507) or
 * fails (5xx). Ids make events count once, so a repeat is always safe. Throws `ClientError`.
 */
export async function request(connection: Connection, asked: Asked): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    let waitMs = Math.min(connection.retryDelayMs * 2 ** (attempt - 1), connection.retryDelayMsMax);
    let error: ClientError;
    try {
      const answer = await once(connection, asked);
      const text = await answer.text();
      if (answer.ok) return text;
      error = refusal(answer.status, text);
      const laterS = Number(answer.headers.get("retry-after") ?? 0);
      if (laterS > 0) waitMs = Math.min(Math.max(waitMs, laterS * 1000), connection.retryDelayMsMax);
    } catch (cause) {
      if (connection.signal.aborted)
        throw new ClientError("client_closed", "the client was closed", { cause });
      const why = (cause as Error).cause instanceof Error ? (cause as Error).cause : cause;
      error = new ClientError("unreachable", `\`${connection.url}\`: ${(why as Error).message}`, {
        retry: true,
        cause,
      });
    }
    if (!error.retry || attempt >= connection.attemptsMax) throw error;
    connection.onRetry(error, waitMs);
    await setTimeout(waitMs, undefined, { signal: connection.signal }).catch((cause: unknown) => {
      throw new ClientError("client_closed", "the client was closed", { cause });
    });
  }
}

/** One attempt; its headers are there when it resolves. */
export function once(connection: Connection, asked: Asked, endless = false): Promise<Response> {
  const signals = endless
    ? [connection.signal]
    : [connection.signal, AbortSignal.timeout(connection.requestMsMax)];
  return fetch(`${connection.url}${asked.path}`, {
    method: asked.method,
    headers: {
      ...asked.headers,
      ...(connection.token === undefined ? {} : { authorization: `Bearer ${connection.token}` }),
    },
    signal: AbortSignal.any(signals),
    redirect: "error", // a redirect would carry the token to somebody else
    ...(asked.body === undefined ? {} : { body: asked.body as Uint8Array<ArrayBuffer> }),
  });
}

/** A problem's text → what the caller is told. */
export function refusal(status: number, text: string): ClientError {
  try {
    const { code, detail, retry } = JSON.parse(text) as Partial<Record<string, unknown>>;
    if (typeof code === "string") {
      return new ClientError(code, typeof detail === "string" ? detail : text.slice(0, 200), {
        status,
        retry: retry === true,
      });
    }
  } catch {
    // a proxy's page, no problem of the engine's
  }
  const retry = status === 429 || status >= 500;
  return new ClientError("odd_answer", `status \`${status}\`: ${text.slice(0, 200)}`, { status, retry });
}
