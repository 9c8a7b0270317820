import { createReadStream, statSync } from "node:fs";
import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { TouchstoneError } from "../../nouns/codes.ts";
import type { ExchangeDoor } from "../../ports/exchange-door.ts";
import { errorProblem, problem, sendProblem } from "../problem.ts";
import { EXCHANGE_IDLE_MS_MAX, EXCHANGE_REQUEST_MS_MAX, LOOKUP_BODY_BYTES_MAX } from "../serve-limits.ts";
import { listen } from "../server.ts";
import { createTokenBrake } from "../token-brake.ts";

const BYTES = "application/octet-stream";
/** Seconds after which the answer should be asked for again. */
const RETRY_AFTER_S = 1;

/**
 * The HTTP door of exchanges, and nothing else: five requests, each with the bearer token of a counterpart. Bodies are not held in
 * memory; what may follow a header is decided behind the door before it is read.
 */
export async function createExchangeApp(door: ExchangeDoor, nowMs: () => number): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    requestTimeout: EXCHANGE_REQUEST_MS_MAX,
    connectionTimeout: EXCHANGE_IDLE_MS_MAX,
    routerOptions: { maxParamLength: 64 },
  });
  const brake = createTokenBrake();
  const counterparts = new WeakMap<FastifyRequest, string>();
  app.addContentTypeParser(BYTES, (_request, payload, done) => done(null, payload));
  app.addHook("onRequest", async (request, reply) => {
    const wait = brake.wait(request.ip, nowMs());
    if (wait > 0) {
      reply.header("retry-after", Math.ceil(wait / 1000));
      throw new TouchstoneError("unauthorized", "too many wrong tokens from this address");
    }
    const [, token] = /^Bearer ([\x21-\x7e]+)$/.exec(request.headers.authorization ?? "") ?? [];
    const counterpart = token === undefined ? null : door.whose(token);
    if (counterpart === null) {
      if (token !== undefined) brake.wrong(request.ip, nowMs());
      reply.header("www-authenticate", "Bearer");
      throw new TouchstoneError(
        "unauthorized",
        "the token of an agreement goes into `Authorization: Bearer …`",
      );
    }
    brake.right(request.ip, nowMs());
    counterparts.set(request, counterpart);
  });
  const of = (request: FastifyRequest): string => counterparts.get(request)!;
  const body = (request: FastifyRequest): AsyncIterable<Uint8Array> => {
    if (request.body !== undefined && request.body !== null) return request.body as AsyncIterable<Uint8Array>;
    throw new TouchstoneError("exchange_message", `it has no body of \`${BYTES}\``);
  };

  app.post("/v1/exchanges", async (request, reply) => {
    const { session } = await door.takeOffer(of(request), body(request));
    return reply.code(202).send({ session, state: "taken" });
  });
  app.get<{ Params: { session: string } }>("/v1/exchanges/:session/answer", async (request, reply) => {
    const { session } = request.params;
    const answer = await door.answer(of(request), session);
    if (answer === "working")
      return reply.code(202).header("retry-after", RETRY_AFTER_S).send({ session, state: "taken" });
    const { size } = statSync(answer.file);
    return reply.type(BYTES).header("content-length", size).send(createReadStream(answer.file));
  });
  app.get<{ Params: { session: string } }>("/v1/exchanges/:session/lookup-table", async (request, reply) => {
    const { session } = request.params;
    const table = await door.lookupTable(of(request), session);
    if (table === "working")
      return reply.code(202).header("retry-after", RETRY_AFTER_S).send({ session, state: "working" });
    return reply.type(BYTES).send(Buffer.from(table));
  });
  app.post<{ Params: { session: string } }>("/v1/exchanges/:session/lookups", async (request, reply) => {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of body(request)) {
      bytes += piece.length;
      if (bytes > LOOKUP_BODY_BYTES_MAX)
        throw new TouchstoneError(
          "exchange_message",
          `more than \`${LOOKUP_BODY_BYTES_MAX}\` bytes of look-ups`,
        );
      pieces.push(piece);
    }
    const answers = await door.lookUp(of(request), request.params.session, Buffer.concat(pieces));
    return reply.type(BYTES).send(Buffer.from(answers));
  });
  app.post("/v1/exchanges/receipts", async (request, reply) => {
    const { session } = await door.takeReceipt(of(request), body(request));
    return reply.send({ session, state: "done" });
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, problem("not_found", `\`${request.method} ${request.url}\``)),
  );
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, errorProblem(error)));
  return app;
}

/** Listens. Throws `port_in_use` or `cannot_listen`, and `unauthorized` never: every request shows a token. */
export async function listenForExchanges(
  door: ExchangeDoor,
  nowMs: () => number,
  host: string,
  port: number,
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const app = await createExchangeApp(door, nowMs);
  const address = await listen(app, host, port);
  return { address, close: () => app.close() };
}
