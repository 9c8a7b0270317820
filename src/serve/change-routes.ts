import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import type { Engine } from "../flow/engine.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import type { ChangePage } from "../ports/change-feed.ts";
import { campaignSummary } from "./campaign-answer.ts";
import { problem, sendProblem } from "./problem.ts";
import { problems } from "./schemas.ts";
import {
  CHANGE_FOLLOWERS_MAX,
  CHANGES_SILENCE_MS,
  CHANGES_TARGETS_PER_MESSAGE,
  CURSOR_CHARS_MAX,
} from "./serve-limits.ts";

const ChangesQuery = Type.Object({
  after: Type.Optional(Type.String({ minLength: 1, maxLength: CURSOR_CHARS_MAX })),
});
const ChangesHeaders = Type.Object({
  "last-event-id": Type.Optional(Type.String({ maxLength: CURSOR_CHARS_MAX })),
});

const DESCRIPTION =
  "The first message, `start`, carries the position that the stream begins at as its `id`. Then come `counts` (targets with their counts as they are now) and `campaign` (as the list has it). " +
  "The last message of each page carries an `id`: a position that is on disk, good across disconnects and restarts, for as long as the log keeps what came after it (`up --keep-days`). " +
  "Reconnect with it as `Last-Event-ID`, as browsers do by themselves, or as `after`: nothing is missed; a page cut off is told again, which does no harm, since values are absolute. " +
  "410 `changes_gone`: it is older than the log, or of another folder; ask without a position, keep the `id` of `start`, read everything anew, and go on from it. A `gone` message says the same of a stream that fell that far behind.";

export interface ChangeFollowing {
  /** Between two looks for changes. */
  readonly intervalMs: number;
  readonly onError: (error: unknown) => void;
}

/** The resumable stream of changed counts and campaigns. */
export function changeRoutes(
  app: FastifyInstance,
  engine: Engine,
  { intervalMs, onError }: ChangeFollowing,
): { readonly close: () => void } {
  const open = new Map<ServerResponse, AbortController>();

  app.get<{ Querystring: Static<typeof ChangesQuery>; Headers: Static<typeof ChangesHeaders> }>(
    "/v1/changes",
    {
      exposeHeadRoute: false,
      schema: {
        operationId: "streamChanges",
        tags: ["live"],
        summary: "Counts and campaigns as they change, to be taken up where it was left",
        description: DESCRIPTION,
        querystring: ChangesQuery,
        headers: ChangesHeaders,
        response: {
          200: {
            description: "server-sent events",
            content: { "text/event-stream": { schema: { type: "string" } } },
          },
          ...problems(400, 401, 410, 421, 429, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { changes } = engine;
      // What a browser sends again is newer than the address it first asked.
      const asked = request.headers["last-event-id"] || request.query.after;
      const from = asked ?? (await changes.now());
      const first = await changes.after(from); // refused here, it is an answer with a code
      if (open.size >= CHANGE_FOLLOWERS_MAX) {
        return sendProblem(reply, problem("overloaded", `\`${open.size}\` followers are there; close one`));
      }
      reply.hijack();
      const { raw } = reply;
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) raw.setHeader(name, value);
      }
      raw.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" });
      const ending = new AbortController();
      open.set(raw, ending);
      raw.once("close", () => {
        open.delete(raw);
        ending.abort();
      });
      raw.write(`retry: 2000\n\n${message("start", { resumed: asked !== undefined }, from)}`);
      void follow(raw, first, ending.signal);
      return reply;
    },
  );

  /** Writes page after page, each once the one before was taken by the connection. */
  async function follow(raw: ServerResponse, first: ChangePage, signal: AbortSignal): Promise<void> {
    let page = first;
    let spokeMs = performance.now();
    try {
      while (!signal.aborted) {
        const text = pageText(page);
        if (text !== "") {
          spokeMs = performance.now();
          if (!raw.write(text)) await drained(raw, signal);
        } else if (performance.now() - spokeMs >= CHANGES_SILENCE_MS) {
          spokeMs = performance.now();
          raw.write(": still here\n\n");
        }
        if (!page.more) await sleep(intervalMs, undefined, { signal });
        page = await engine.changes.after(page.next);
      }
    } catch (error) {
      if (signal.aborted) return;
      const gone = error instanceof TouchstoneError && error.code === "changes_gone";
      if (gone) raw.write(message("gone", problem("changes_gone", error.detail)));
      else onError(error);
      raw.end();
    }
  }

  return {
    close() {
      for (const [raw, ending] of open) {
        ending.abort();
        raw.end();
      }
    },
  };
}

/** A page → its messages, the last of them with the position behind it; empty where nothing changed. */
function pageText({ targets, campaigns, next }: ChangePage): string {
  const parts: (readonly [string, object])[] = [];
  for (let at = 0; at < targets.length; at += CHANGES_TARGETS_PER_MESSAGE) {
    const some = targets.slice(at, at + CHANGES_TARGETS_PER_MESSAGE).map(({ kind, id, counts }) => ({
      kind,
      id,
      counts: counts.map(({ type, raw, public: shown, held, rejected }) => ({
        type,
        raw,
        public: shown,
        held,
        rejected,
      })),
    }));
    parts.push(["counts", { targets: some }]);
  }
  for (const record of campaigns) parts.push(["campaign", campaignSummary(record)]);
  return parts
    .map(([event, data], i) => message(event, data, i === parts.length - 1 ? next : undefined))
    .join("");
}

function message(event: string, data: object, id?: string): string {
  return `event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}

function drained(raw: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    raw.once("drain", resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
