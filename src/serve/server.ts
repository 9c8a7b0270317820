import type { FastifyInstance } from "fastify";
import type { Engine } from "../flow/engine.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { type AppOptions, createApp } from "./app.ts";
import { guardFor } from "./guard.ts";
import { CLOSE_GRACE_MS, CONNECTIONS_MAX } from "./serve-limits.ts";

export interface ServerOptions extends AppOptions {
  /** Address to bind; 127.0.0.1 by default. Any that other machines can reach needs a token. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Secret of at least `TOKEN_CHARS_MIN` characters that every request but `/healthz` must show. */
  readonly token?: string;
  /** Names the server answers to. By default this machine's own on loopback, any elsewhere. */
  readonly allowedHosts?: readonly string[];
  /** Default `CLOSE_GRACE_MS`. */
  readonly closeGraceMs?: number;
}

export interface Server {
  readonly app: FastifyInstance;
  /** As in `http://127.0.0.1:8787`. */
  readonly address: string;
  /** Ends streams, lets requests under way finish for `CLOSE_GRACE_MS`, and stops listening. The engine stays open. */
  close(): Promise<void>;
}

/**
 * Listens and answers. Throws `unauthorized` for an address open to others without a token, `port_in_use` or
 * `cannot_listen` when the address cannot be had.
 */
export async function createServer(engine: Engine, options: ServerOptions): Promise<Server> {
  const host = options.host ?? "127.0.0.1";
  const guard = guardFor(host, options.token, options.allowedHosts);
  const app = await createApp(engine, guard, options);
  app.server.maxConnections = CONNECTIONS_MAX;
  try {
    const address = await app.listen({ host: host.replace(/^\[(.*)\]$/, "$1"), port: options.port });
    return { app, address, close: () => closeWithin(app, options.closeGraceMs ?? CLOSE_GRACE_MS) };
  } catch (error) {
    await app.close();
    throw listenError(error, host, options.port);
  }
}

/** A client that does not read its answer must not keep the engine from stopping. */
async function closeWithin(app: FastifyInstance, graceMs: number): Promise<void> {
  const patience = setTimeout(() => app.server.closeAllConnections(), graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(patience);
  }
}

function listenError(error: unknown, host: string, port: number): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  if (error.code === "EADDRINUSE") {
    return new TouchstoneError("port_in_use", `\`${host}:${port}\`; choose another port`, { cause: error });
  }
  return new TouchstoneError("cannot_listen", `\`${host}:${port}\`: ${error.message}`, { cause: error });
}
