import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { TouchstoneError } from "../nouns/codes.ts";
import { type Problem, problem, sendProblem } from "./problem.ts";
import { TOKEN_CHARS_MIN } from "./serve-limits.ts";

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

/** The bearer token; for reading, also the password of basic credentials, so that a browser can open the page. */
function shownToken(request: FastifyRequest): string | null {
  const [scheme = "", value] = (request.headers.authorization ?? "").split(" ", 2);
  if (value === undefined) return null;
  if (scheme.toLowerCase() === "bearer") return value;
  const reads = request.method === "GET" || request.method === "HEAD";
  if (scheme.toLowerCase() !== "basic" || !reads) return null;
  const pair = Buffer.from(value, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}

function isCrossSiteWrite(request: FastifyRequest): boolean {
  if (request.method === "GET" || request.method === "HEAD") return false;
  const site = request.headers["sec-fetch-site"];
  return site === "cross-site" || site === "same-site";
}

/** `Localhost:80` → `localhost`, `[::1]:80` → `[::1]`. */
function hostName(header: string | undefined): string {
  return (header ?? "").toLowerCase().replace(/:\d*$/, "");
}

/** Same length whatever was shown, so that comparing tells nothing about the secret. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
