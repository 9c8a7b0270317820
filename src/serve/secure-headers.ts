import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

/** What every answer says: nothing in it may be loaded, framed, guessed at or kept. */
const ANSWER_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;

/** Route option of the page: its own style and script by nonce, its own stream, and nothing else. */
export const PAGE_HELMET = {
  enableCSPNonces: true,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      connectSrc: ["'self'"],
      imgSrc: ["data:"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      scriptSrc: [],
      styleSrc: [],
    },
  },
  frameguard: { action: "deny" },
  referrerPolicy: { policy: "no-referrer" },
  // plain HTTP: whoever ends TLS in front says this
  strictTransportSecurity: false,
} as const;

/** The same for a page with a form that asks this server for itself, filtered. */
export const FORM_PAGE_HELMET = {
  ...PAGE_HELMET,
  contentSecurityPolicy: {
    ...PAGE_HELMET.contentSecurityPolicy,
    directives: { ...PAGE_HELMET.contentSecurityPolicy.directives, formAction: ["'self'"] },
  },
} as const;

/**
 * Security headers on every answer. A fixed table serves the API: helmet builds its policy anew for each request, a
 * tenth of a single verdict's cost; it serves the page, whose policy carries a nonce.
 */
export async function secureHeaders(app: FastifyInstance): Promise<void> {
  app.addHook("onRequest", (request, reply, done) => {
    const { helmet: byHelmet } = request.routeOptions.config as { helmet?: object };
    if (byHelmet === undefined) reply.headers(ANSWER_HEADERS);
    else reply.header("cache-control", ANSWER_HEADERS["cache-control"]);
    done();
  });
  await app.register(helmet, { global: false });
}
