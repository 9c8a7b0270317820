import Fastify, { type FastifyInstance } from "fastify";
import { parseCheckpoint } from "../ledger/checkpoint.ts";
import { cosign } from "../ledger/cosignature.ts";
import { formatVerifier, parseVerifier, type SignerKey, signatureLine } from "../ledger/signed-note.ts";
import {
  type AddCheckpoint,
  parseAddCheckpoint,
  type WitnessOutcome,
  witnessOutcome,
} from "../ledger/witness.ts";
import type { WitnessState } from "../ports/witness-state.ts";
import { HEAD_TIMEOUT_MS, WITNESS_BODY_BYTES_MAX } from "./serve-limits.ts";

export interface WitnessParts {
  readonly state: WitnessState;
  readonly key: SignerKey;
  /** Ms since 1970. */
  readonly clock: () => number;
  /** Told of every request that was looked at: a refused one may be evidence against a log. */
  readonly onOutcome: (request: AddCheckpoint, outcome: WitnessOutcome) => void;
}

/**
 * A witness (C2SP tlog-witness): `POST /add-checkpoint` → its cosignature. Requests need no token: a checkpoint that its log did not
 * sign is refused. What it cosigned is on disk before it answers.
 */
export function createWitnessApp({ state, key, clock, onOutcome }: WitnessParts): FastifyInstance {
  const app = Fastify({ logger: false, bodyLimit: WITNESS_BODY_BYTES_MAX, requestTimeout: HEAD_TIMEOUT_MS });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

  app.get("/verifier-key", async (_request, reply) =>
    reply.type("text/plain").send(`${formatVerifier(key)}\n`),
  );
  app.post("/add-checkpoint", async ({ body }, reply) => {
    const request = parseAddCheckpoint(Buffer.isBuffer(body) ? body.toString("utf8") : "");
    if (request === null)
      return reply.code(400).type("text/plain").send("not the body of an add-checkpoint\n");
    // From here to `keep` nothing is awaited: two requests for one size never both pass.
    const { origin } = request.checkpoint;
    const trusted = state.keyOf(origin);
    const latest = state.latest(origin);
    const seen = latest === null ? null : parseCheckpoint(latest.checkpoint);
    const outcome = witnessOutcome(request, trusted === null ? null : parseVerifier(trusted), seen);
    onOutcome(request, outcome);
    if (outcome.status === 409) return reply.code(409).type("text/x.tlog.size").send(`${outcome.size}\n`);
    if (outcome.status !== 200) return reply.code(outcome.status).type("text/plain").send(`${outcome.why}\n`);
    // A clock that went back does not make a later tree look earlier.
    const timeSeconds = Math.max(Math.floor(clock() / 1000), latest?.timeSeconds ?? 0);
    state.keep(origin, request.text, timeSeconds);
    return reply
      .type("text/plain")
      .send(signatureLine(cosign(request.checkpoint.note.body, key, timeSeconds)));
  });
  return app;
}
