import type { FastifyInstance } from "fastify";
import type { Engine } from "../flow/engine.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { type AppOptions, createApp } from "./app.ts";
import { checkedBasePath } from "./base-path.ts";
import { guardFor } from "./guard.ts";
import { type Stall, watchLoop } from "./loop-watch.ts";
import { createMetrics } from "./metrics.ts";
import { createOperationsApp } from "./operations-app.ts";
import { CLOSE_GRACE_MS } from "./serve-limits.ts";

export interface ServerOptions extends AppOptions {
  /** Address to bind; 127.0.0.1 by default. Any that other machines can reach needs a token. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Secret of at least `TOKEN_CHARS_MIN` characters that every request but `/healthz` must show. */
  readonly token?: string;
  /** Secret with which `/readyz` and `/metrics` can be read, and nothing else. */
  readonly operationsToken?: string;
  /** Port on which `/healthz`, `/readyz` and `/metrics` answer to anybody without a secret; absent: none. 0 takes a free one. */
  readonly operationsPort?: number;
  /** Address of that port; by default `host`. */
  readonly operationsHost?: string;
  /** Names the server answers to. By default this machine's own on loopback, any elsewhere. */
  readonly allowedHosts?: readonly string[];
  /** Told of each stretch of 10 ms and more in which nobody was answered. */
  readonly onStall?: (stall: Stall) => void;
  /** Default `CLOSE_GRACE_MS`. */
  readonly closeGraceMs?: number;
}

export interface Server {
  readonly app: FastifyInstance;
  /** As in `http://127.0.0.1:8787`. */
  readonly address: string;
  /** Of the port for operations; null where there is none. */
  readonly operationsAddress: string | null;
  /** Ends streams, lets requests under way finish for `CLOSE_GRACE_MS`, and stops listening. The engine stays open. */
  close(): Promise<void>;
}

/**
 * Listens and answers. Throws `unauthorized` for an address open to others without a token, `port_in_use` or
 * `cannot_listen` when the address cannot be had.
 */
export async function createServer(engine: Engine, options: ServerOptions): Promise<Server> {
  const host = options.host ?? "127.0.0.1";
  const guard = guardFor(host, options.token, options.allowedHosts, options.operationsToken);
  const metrics = createMetrics(engine);
  const basePath = checkedBasePath(options.basePath ?? "");
  const app = await createApp(engine, guard, { metrics, ...options, basePath });
  const apps: FastifyInstance[] = [app];
  const endWatch = watchLoop((stall) => {
    metrics.stalled(stall);
    options.onStall?.(stall);
  });
  const close = async (): Promise<void> => {
    endWatch();
    const graceMs = options.closeGraceMs ?? CLOSE_GRACE_MS;
    await Promise.all(apps.map((one) => closeWithin(one, graceMs)));
  };
  try {
    const address = await listen(app, host, options.port);
    if (options.operationsPort === undefined) return { app, address, operationsAddress: null, close };
    const operations = createOperationsApp(engine, metrics, options.notReady);
    apps.push(operations);
    const operationsHost = options.operationsHost ?? host;
    const operationsAddress = await listen(operations, operationsHost, options.operationsPort);
    return { app, address, operationsAddress, close };
  } catch (error) {
    endWatch();
    await Promise.all(apps.map((one) => one.close()));
    throw error;
  }
}

/** Binds an app; → its address. Throws `port_in_use` or `cannot_listen`. */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host: host.replace(/^\[(.*)\]$/, "$1"), port });
  } catch (error) {
    throw listenError(error, host, port);
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
