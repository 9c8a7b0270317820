import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { TouchstoneError } from "../nouns/codes.ts";
import { type Problem, problem, sendProblem } from "./problem.ts";
import { TOKEN_CHARS_MIN } from "./serve-limits.ts";
import { createTokenBrake } from "./token-brake.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The server's own pages may write here, with what a browser knows of the token. */
    readonly pageWrites?: true;
  }
}

export interface Guard {
  /** Secret that callers must show; null on loopback, where only this machine can call. */
  readonly token: string | null;
  /** Secret with which `/readyz` and `/metrics` can be read, and nothing else; absent: only the token opens them. */
  readonly operationsToken?: string | null;
  /** Host names this server answers to; null for any (a token then protects it). */
  readonly allowedHosts: readonly string[] | null;
}

/** What the guard counts, and the clock of its brake. */
export interface GuardWatch {
  readonly onWrongToken: () => void;
  readonly nowMs: () => number;
}

/** Names of this machine to itself. A page of another site that points its own name here is refused (DNS rebinding). */
export const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Binding and secrets → the guard. Throws `unauthorized` when others could call without a secret, or one is too short, and
 * `bad_request` for an allowed host that is no host name.
 */
export function guardFor(
  host: string,
  token?: string,
  allowedHosts?: readonly string[],
  operationsToken?: string,
): Guard {
  const loopback = isLoopback(host);
  if (token === undefined && !loopback) {
    throw new TouchstoneError(
      "unauthorized",
      `host \`${host}\` can be reached from other machines; set a token, or bind to 127.0.0.1`,
    );
  }
  for (const secret of [token, operationsToken]) {
    if (secret === undefined) continue;
    if (secret.length < TOKEN_CHARS_MIN) {
      throw new TouchstoneError(
        "unauthorized",
        `the token has \`${secret.length}\` characters; use at least ${TOKEN_CHARS_MIN}`,
      );
    }
    if (!/^[\x21-\x7e]+$/.test(secret)) {
      throw new TouchstoneError(
        "unauthorized",
        "the token holds a space or a character that no header carries; use letters, digits and `-_.~+/=`",
      );
    }
  }
  const names = allowedHosts ?? (loopback ? LOOPBACK_HOSTS : null);
  return {
    token: token ?? null,
    operationsToken: operationsToken ?? null,
    allowedHosts: names?.map(checkedHost) ?? null,
  };
}

/** A host name as it stands in a `Host` header, without port. */
function checkedHost(name: string): string {
  if (/^(?:\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)$/i.test(name)) return name.toLowerCase();
  throw new TouchstoneError(
    "bad_request",
    `allowed host \`${name}\`; write the name alone, as in \`touchstone.example.com\`, without scheme, port or path`,
  );
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

const NO_WATCH: GuardWatch = { onWrongToken: () => undefined, nowMs: () => performance.now() };

/** Routes that the operations token opens as well. */
const OPERATIONS = new Set(["/readyz", "/metrics"]);

/** Headers that say one thing; sent twice, this server and a proxy in front could take different ones. */
const SINGLE_HEADERS = ["host", "authorization", "content-type", "content-length", "origin"];

/**
 * Whether a program's write would be let through, asked before the framework sees it. One that would not is refused there: nothing
 * of it is counted or remembered here.
 */
export type PassesGuard = (request: IncomingMessage) => boolean;

/** Asks every request for a known host name, a secret where one is set, and its own site where it writes. */
export function guardRequests(app: FastifyInstance, guard: Guard, watch: GuardWatch = NO_WATCH): PassesGuard {
  const publicHosts = (guard.allowedHosts ?? []).filter((name) => !LOOPBACK_HOSTS.includes(name));
  const wanted = guard.token === null ? null : digest(guard.token);
  const operations =
    guard.operationsToken === undefined || guard.operationsToken === null
      ? null
      : digest(guard.operationsToken);
  const brake = createTokenBrake();
  app.addHook("onRequest", (request, reply, done) => {
    const refusal = refused(request, reply);
    if (refusal === null) return done();
    if (refusal.code === "unauthorized") {
      reply.header(
        "www-authenticate",
        'Bearer realm="touchstone", Basic realm="touchstone", charset="UTF-8"',
      );
    }
    sendProblem(reply, refusal);
  });

  return (request) => {
    if (headerSentTwice(request) !== null || !isKnownHost(request) || isCrossSiteWrite(request)) return false;
    return wanted === null || showsToken(request, wanted);
  };

  function showsToken(request: IncomingMessage, secret: Buffer): boolean {
    const { scheme, value } = credentials(request);
    if (value === null || scheme !== "bearer") return false;
    const address = request.socket.remoteAddress ?? "";
    const nowMs = watch.nowMs();
    if (brake.wait(address, nowMs) > 0 || !timingSafeEqual(digest(value), secret)) return false;
    brake.right(address, nowMs);
    return true;
  }

  function refused(request: FastifyRequest, reply: FastifyReply): Problem | null {
    const twice = headerSentTwice(request.raw);
    if (twice !== null) return problem("bad_request", `header \`${twice}\` stands twice; send it once`);
    if (!isKnownHost(request.raw)) {
      const allowed = (guard.allowedHosts ?? []).join("`, `");
      const host = (request.headers.host ?? "").slice(0, 80);
      return problem(
        "wrong_host",
        `host \`${host}\` is not one of \`${allowed}\`; behind a proxy that keeps the public name, add it with \`--allowed-host\``,
      );
    }
    if (isCrossSiteWrite(request.raw)) {
      return problem("cross_site", "a page of another site sent this; call from a program");
    }
    if (wanted === null || request.routeOptions.url === "/healthz") return null;
    return tokenRefused(request, reply, wanted);
  }

  function tokenRefused(request: FastifyRequest, reply: FastifyReply, secret: Buffer): Problem | null {
    const shown = shownToken(request, publicHosts);
    if (shown === null) return problem("unauthorized", "send `Authorization: Bearer <token>`");
    const nowMs = watch.nowMs();
    const waitMs = brake.wait(request.ip, nowMs);
    if (waitMs > 0) {
      reply.header("retry-after", String(Math.ceil(waitMs / 1000)));
      return problem(
        "too_many_attempts",
        "tokens from here are not looked at for now; wait, then send the right one",
      );
    }
    const digested = digest(shown);
    const opened =
      operations !== null && OPERATIONS.has(request.routeOptions.url ?? "")
        ? timingSafeEqual(digested, operations)
        : false;
    if (timingSafeEqual(digested, secret) || opened) {
      brake.right(request.ip, nowMs);
      return null;
    }
    brake.wrong(request.ip, nowMs);
    watch.onWrongToken();
    return problem("unauthorized", "the token is not the right one; send `Authorization: Bearer <token>`");
  }

  /**
   * A page of another site can point a name of its own at this machine, and no address: a browser then asks for that name.
   * So the very address that was connected to is always known, as probes use it, and so is a request of HTTP/1.0 without a
   * name, which no browser sends.
   */
  function isKnownHost(request: IncomingMessage): boolean {
    if (guard.allowedHosts === null) return true;
    const { host } = request.headers;
    if (host === undefined) return request.httpVersion === "1.0";
    const name = hostName(host);
    if (guard.allowedHosts.includes(name)) return true;
    const local = (request.socket.localAddress ?? "").replace(/^::ffff:/, "");
    return isIP(local) !== 0 && (name === local || name === `[${local}]`);
  }

  function isCrossSiteWrite(request: IncomingMessage): boolean {
    return !isRead(request) && sender(request, publicHosts) === "other page";
  }
}

/** The scheme and the value of an `Authorization` header; a null value where it has another form. */
function credentials({ headers }: IncomingMessage): {
  readonly scheme: string;
  readonly value: string | null;
} {
  const [, scheme = "", value = null] =
    /^([A-Za-z]+) +([\x21-\x7e]+)$/.exec(headers.authorization ?? "") ?? [];
  return { scheme: scheme.toLowerCase(), value };
}

/**
 * The bearer token; for reading, also the password of basic credentials, so that a browser can open the page. Browsers send those by
 * themselves, so a write takes them only where this server's own page is the proven sender, and the route is one that pages call.
 */
function shownToken(request: FastifyRequest, publicHosts: readonly string[]): string | null {
  const { scheme, value } = credentials(request.raw);
  if (value === null) return null;
  if (scheme === "bearer") return value;
  const { pageWrites } = request.routeOptions.config;
  const allowed =
    isRead(request.raw) || (pageWrites === true && sender(request.raw, publicHosts) === "own page");
  if (scheme !== "basic" || !allowed) return null;
  const pair = Buffer.from(value, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}

function isRead({ method }: IncomingMessage): boolean {
  return method === "GET" || method === "HEAD";
}

/**
 * Who sent a request, as far as browsers tell: they always send one of the two headers with a write, programs neither. Pages
 * under a public name are this server's own also where a proxy asks for it under another.
 */
function sender(
  { headers }: IncomingMessage,
  publicHosts: readonly string[],
): "own page" | "other page" | "program" {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) {
    if (site === "same-origin") return "own page";
    // `none` is an address typed by hand, or an extension.
    return site === "none" ? "program" : "other page";
  }
  // Over plain HTTP from another machine there is no fetch metadata.
  if (headers.origin === undefined) return "program";
  const origin = URL.parse(headers.origin);
  if (origin === null) return "other page";
  if (origin.host === (headers.host ?? "").toLowerCase()) return "own page";
  return origin.port === "" && publicHosts.includes(origin.hostname) ? "own page" : "other page";
}

/** A header of `SINGLE_HEADERS` that stands twice in a request, or null. */
function headerSentTwice({ rawHeaders, headers }: IncomingMessage): string | null {
  // the ordinary request repeats nothing at all
  if (rawHeaders.length === Object.keys(headers).length * 2) return null;
  const seen = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    if (seen.has(name) && SINGLE_HEADERS.includes(name)) return name;
    seen.add(name);
  }
  return null;
}

/** `Localhost:80` → `localhost`, `[::1]:80` → `[::1]`. */
function hostName(header: string | undefined): string {
  return (header ?? "").toLowerCase().replace(/:\d*$/, "");
}

/** Same length whatever was shown, so that comparing tells nothing about the secret. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
