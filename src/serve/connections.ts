import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { freshPace, type Pace, type PaceRule, tooSlow } from "./pace.ts";
import {
  ANSWER_WINDOW_BYTES_MIN,
  ANSWER_WINDOW_MS,
  BODY_WINDOW_BYTES_MIN,
  BODY_WINDOW_MS,
  CONNECTIONS_KEPT,
  CONNECTIONS_MAX,
  PACE_TICK_MS,
} from "./serve-limits.ts";

/** Why a connection was cut: its body came too slowly, its answer was not read, it idled when all places were taken, none was left. */
export const CUTS = ["slow_body", "unread_answer", "idle", "no_place"] as const;
export type Cut = (typeof CUTS)[number];

export interface ConnectionRules {
  readonly connectionsMax: number;
  readonly connectionsKept: number;
  readonly body: PaceRule;
  readonly answer: PaceRule;
  readonly tickMs: number;
}

export const CONNECTION_RULES: ConnectionRules = {
  connectionsMax: CONNECTIONS_MAX,
  connectionsKept: CONNECTIONS_KEPT,
  body: { windowMs: BODY_WINDOW_MS, bytesMin: BODY_WINDOW_BYTES_MIN },
  answer: { windowMs: ANSWER_WINDOW_MS, bytesMin: ANSWER_WINDOW_BYTES_MIN },
  tickMs: PACE_TICK_MS,
};

export interface Connections {
  /** Whether a request came over a connection beyond the limit: there only small requests are served. */
  isExtra(request: IncomingMessage): boolean;
  readonly open: number;
  close(): void;
}

interface UnderWay {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Pace;
  readonly answer: Pace;
  readBytes: number;
  sentBytes: number;
  /** Its place in the list of those under way; −1 once it is over. */
  place: number;
}

/**
 * Keeps a server within reach whatever its clients do. When all places are taken, the connection that idles longest (no
 * request came over it, or none since its last answer) makes room; a few places beyond the limit are kept for small
 * requests and health checks. A body that does not go on, and an answer that nobody reads, are cut. `onSlowBody` may still
 * answer before the connection is closed.
 */
export function keepConnections(
  server: Server,
  rules: ConnectionRules,
  onCut: (why: Cut) => void,
  onSlowBody: (socket: Socket) => void,
): Connections {
  /** Connections without a request, the longest idle first. */
  const idle = new Set<Socket>();
  const open = new Set<Socket>();
  const extra = new WeakSet<Socket>();
  /**
   * A list and no set: V8 links each table that a set has outgrown to the next, and once one of them is old, every table of
   * requests behind it outlives the quick collections, requests and answers with it.
   */
  const underWay: UnderWay[] = [];

  server.on("connection", (socket: Socket) => {
    open.add(socket);
    idle.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      idle.delete(socket);
    });
    if (open.size <= rules.connectionsMax) return;
    const [longest] = idle;
    if (longest !== undefined && longest !== socket) {
      cut(longest, "idle");
      return;
    }
    extra.add(socket);
    if (open.size > rules.connectionsMax + rules.connectionsKept) cut(socket, "no_place");
  });

  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    idle.delete(socket);
    const entry: UnderWay = {
      request,
      response,
      body: freshPace(),
      answer: freshPace(),
      readBytes: socket.bytesRead,
      sentBytes: sentBy(socket),
      place: underWay.length,
    };
    underWay.push(entry);
    response.once("close", () => {
      if (request.complete) over(entry);
    });
  });

  function remove(entry: UnderWay): void {
    if (entry.place < 0) return;
    const last = underWay.pop()!;
    if (last !== entry) {
      underWay[entry.place] = last;
      last.place = entry.place;
    }
    entry.place = -1;
  }

  function over(entry: UnderWay): void {
    remove(entry);
    const { socket } = entry.request;
    if (open.has(socket)) idle.add(socket);
  }

  function cut(socket: Socket, why: Cut): void {
    onCut(why);
    open.delete(socket);
    idle.delete(socket);
    socket.destroy();
  }

  function look(entry: UnderWay): void {
    const { request, response } = entry;
    const { socket } = request;
    if (socket.destroyed || (response.closed && request.complete)) {
      over(entry);
      return;
    }
    const sent = sentBy(socket);
    const unread = socket.writableLength > 0 || response.writableLength > 0;
    const notTaken = tooSlow(entry.answer, rules.answer, rules.tickMs, unread, sent - entry.sentBytes);
    entry.sentBytes = sent;
    if (notTaken) {
      cut(socket, "unread_answer");
      return;
    }
    const waiting = !request.complete && request.readableLength < request.readableHighWaterMark;
    const read = socket.bytesRead;
    const notSent = tooSlow(entry.body, rules.body, rules.tickMs, waiting, read - entry.readBytes);
    entry.readBytes = read;
    if (!notSent) return;
    remove(entry);
    onCut("slow_body");
    if (response.headersSent) socket.destroy();
    else onSlowBody(socket);
  }

  const timer = setInterval(() => {
    for (const entry of [...underWay]) look(entry);
  }, rules.tickMs);
  timer.unref();

  return {
    isExtra: ({ socket }) => extra.has(socket),
    get open() {
      return open.size;
    },
    close: () => clearInterval(timer),
  };
}

/** Bytes that the operating system took; what waits here is not among them. */
function sentBy(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength;
}
