import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { TouchstoneError } from "../nouns/codes.ts";
import { type Problem, problem, sendProblem } from "./problem.ts";
import { TOKEN_CHARS_MIN } from "./serve-limits.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The server's own pages may write here, with what a browser knows of the token. */
    readonly pageWrites?: true;
  }
}

export interface Guard {
  /** Secret that callers must show; null on loopback, where only this machine can call. */
  readonly token: string | null;
  /** Host names this server answers to; null for any (a token then protects it). */
  readonly allowedHosts: readonly string[] | null;
}

/** Names of this machine to itself. A page of another site that points its own name here is refused (DNS rebinding). */
const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/** Binding and token → the guard; throws `unauthorized` when others could call without a secret. */
export function guardFor(host: string, token?: string, allowedHosts?: readonly string[]): Guard {
  const loopback = isLoopback(host);
  if (token === undefined && !loopback) {
    throw new TouchstoneError(
      "unauthorized",
      `host \`${host}\` can be reached from other machines; set a token, or bind to 127.0.0.1`,
    );
  }
  if (token !== undefined && token.length < TOKEN_CHARS_MIN) {
    throw new TouchstoneError(
      "unauthorized",
      `the token has \`${token.length}\` characters; use at least ${TOKEN_CHARS_MIN}`,
    );
  }
  const names = allowedHosts ?? (loopback ? LOOPBACK_HOSTS : null);
  return { token: token ?? null, allowedHosts: names?.map((name) => name.toLowerCase()) ?? null };
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Asks every request for a known host name, a secret where one is set, and its own site where it writes. */
export function guardRequests(app: FastifyInstance, guard: Guard): void {
  const wanted = guard.token === null ? null : digest(guard.token);
  app.addHook("onRequest", (request, reply, done) => {
    const refusal = refused(request);
    if (refusal === null) return done();
    if (refusal.code === "unauthorized") {
      reply.header(
        "www-authenticate",
        'Bearer realm="touchstone", Basic realm="touchstone", charset="UTF-8"',
      );
    }
    sendProblem(reply, refusal);
  });

  function refused(request: FastifyRequest): Problem | null {
    const { host } = request.headers;
    if (guard.allowedHosts !== null && !guard.allowedHosts.includes(hostName(host))) {
      const allowed = guard.allowedHosts.join("`, `");
      return problem("wrong_host", `host \`${(host ?? "").slice(0, 80)}\` is not one of \`${allowed}\``);
    }
    if (isCrossSiteWrite(request)) {
      return problem("cross_site", "a page of another site sent this; call from a program");
    }
    if (wanted === null || request.routeOptions.url === "/healthz") return null;
    const shown = shownToken(request);
    if (shown !== null && timingSafeEqual(digest(shown), wanted)) return null;
    return problem("unauthorized", "send `Authorization: Bearer <token>`");
  }
}

/**
 * The bearer token; for reading, also the password of basic credentials, so that a browser can open the page. Browsers send those by
 * themselves, so a write takes them only where this server's own page is the proven sender, and the route is one that pages call.
 */
function shownToken(request: FastifyRequest): string | null {
  const [scheme = "", value] = (request.headers.authorization ?? "").split(" ", 2);
  if (value === undefined) return null;
  if (scheme.toLowerCase() === "bearer") return value;
  const { pageWrites } = request.routeOptions.config;
  const allowed = isRead(request) || (pageWrites === true && sender(request) === "own page");
  if (scheme.toLowerCase() !== "basic" || !allowed) return null;
  const pair = Buffer.from(value, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}

function isCrossSiteWrite(request: FastifyRequest): boolean {
  return !isRead(request) && sender(request) === "other page";
}

function isRead({ method }: FastifyRequest): boolean {
  return method === "GET" || method === "HEAD";
}

/** Who sent a request, as far as browsers tell: they always send one of the two headers with a write, programs neither. */
function sender({ headers }: FastifyRequest): "own page" | "other page" | "program" {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) {
    if (site === "same-origin") return "own page";
    // `none` is an address typed by hand, or an extension.
    return site === "none" ? "program" : "other page";
  }
  // Over plain HTTP from another machine there is no fetch metadata.
  if (headers.origin === undefined) return "program";
  return URL.parse(headers.origin)?.host === (headers.host ?? "").toLowerCase() ? "own page" : "other page";
}

/** `Localhost:80` → `localhost`, `[::1]:80` → `[::1]`. */
function hostName(header: string | undefined): string {
  return (header ?? "").toLowerCase().replace(/:\d*$/, "");
}

/** Same length whatever was shown, so that comparing tells nothing about the secret. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
