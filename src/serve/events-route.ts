import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Engine, Submission } from "../flow/engine.ts";
import { binaryLine, eventOrEnvelope, structuredLine } from "../kernels/json/cloud-events.ts";
import { skipSpace } from "../kernels/json/json-spans.ts";
import { type Line, tooLong } from "../kernels/json/plain-line.ts";
import { type Rejection, TouchstoneError } from "../nouns/codes.ts";
import { BODY_BYTES_MAX, ENVELOPE_BYTES_MAX, EVENT_BYTES_MAX } from "../nouns/limits.ts";
import { type BodyAnswers, decisionText, submitRuns, submitTimed } from "./answers.ts";
import { bodyPieces } from "./body.ts";
import { type Budget, shareOf } from "./budget.ts";
import { createByteGate } from "./byte-gate.ts";
import type { DirectEvents } from "./direct-event.ts";
import { envelopeRuns } from "./envelope-runs.ts";
import { type JsonBody, readJsonBody } from "./json-body.ts";
import { lineRuns } from "./line-runs.ts";
import { mediaType } from "./media-type.ts";
import type { Metrics } from "./metrics.ts";
import { problem, rejectionProblem, sendProblem } from "./problem.ts";
import { recordRuns } from "./record-runs.ts";
import type { Run } from "./run.ts";
import { ref } from "./schema-parts.ts";
import { problems } from "./schemas.ts";
import { ANSWER_PIECE_BYTES, BATCH_BYTES_UNDER_WAY_MAX, BODY_RECORDS_MAX } from "./serve-limits.ts";

const NDJSON = new Set([
  "application/x-ndjson",
  "application/ndjson",
  "application/jsonl",
  "application/x-jsonlines",
]);
const JSON_TYPES = new Set(["application/json"]);
const CLOUD_EVENT = "application/cloudevents+json";
const CLOUD_EVENTS = "application/cloudevents-batch+json";

const schema = {
  operationId: "submitEvents",
  tags: ["events"],
  summary: "Events in, verdicts out",
  description:
    "One event, an array, a stream of lines, or CloudEvents (structured, batch or binary mode, also among lines and in plain JSON); gzip and zstd bodies. " +
    "An optional value that cannot be read is set aside and named in `set_aside`; with `?strict=true` it refuses its event. " +
    "Answers after every accepted event is on disk. The same id again is the same event, once: any request may be repeated. " +
    "With `Accept: application/x-ndjson` a batch is answered with one line a record. " +
    `A request holds at most ${BODY_BYTES_MAX} bytes after decompression, ${BODY_RECORDS_MAX} records and ${EVENT_BYTES_MAX} bytes an event.`,
  querystring: {
    type: "object",
    properties: {
      strict: {
        type: "boolean",
        description: "whether an optional value that cannot be read refuses its event",
      },
    },
  },
  body: {
    content: {
      "application/json": {
        schema: { anyOf: [ref("Event"), { type: "array", items: ref("Event") }] },
      },
      "application/x-ndjson": { schema: { type: "string", description: "one event a line" } },
      [CLOUD_EVENT]: { schema: ref("CloudEvent") },
      [CLOUD_EVENTS]: { schema: { type: "array", items: ref("CloudEvent") } },
    },
  },
  response: {
    200: {
      description: "what was decided",
      content: {
        "application/json": { schema: { anyOf: [ref("DecisionAnswer"), ref("BatchAnswer")] } },
        "application/x-ndjson": { schema: { type: "string", description: "one answer a line" } },
      },
    },
    ...problems(400, 401, 403, 408, 413, 415, 421, 429, 500, 503, 507),
  },
};

/** `POST /v1/events`. Bodies are read by the route itself: the decoder judges each event, and streams stay streams. */
export function eventsRoute(
  app: FastifyInstance,
  engine: Engine,
  metrics: Metrics,
  budget: Budget,
  bodyBytesMax: number,
  direct: DirectEvents,
): void {
  const gate = createByteGate(BATCH_BYTES_UNDER_WAY_MAX);
  app.post("/v1/events", { schema, validatorCompiler: () => () => true }, async (request, reply) => {
    const strict = strictAsked(request.query);
    const begun = direct.begun(request.raw);
    const readBefore = begun?.body;
    if (readBefore !== undefined && "error" in readBefore) throw readBefore.error;
    const share = shareOf(budget);
    reply.raw.once("close", share.release);
    const batch = async (runs: AsyncIterable<Run> | Iterable<Run>): Promise<FastifyReply> => {
      const asLines = NDJSON.has(mediaType(request.headers.accept));
      const separator = asLines ? "\n" : ",";
      return sendBatch(
        reply,
        await submitRuns(runs, { engine, metrics, share, gate, separator, strict }),
        asLines,
      );
    };
    const type = mediaType(request.headers["content-type"]);
    if (NDJSON.has(type))
      return batch(envelopeRuns(lineRuns(bodyPieces(request.raw, bodyBytesMax, share), share)));
    const envelopes = type === CLOUD_EVENT || type === CLOUD_EVENTS;
    if (!envelopes && !JSON_TYPES.has(type)) throw unknownType(type);
    const oneBytesMax = envelopes ? ENVELOPE_BYTES_MAX : EVENT_BYTES_MAX;
    const body = await readJsonBody(
      readBefore ?? request.raw,
      { bytesMax: bodyBytesMax, oneBytesMax },
      share,
    );
    if (body === null) {
      return sendProblem(reply, problem("empty_input", "send one event, an array of events, or lines"));
    }
    if (type === CLOUD_EVENT) return single(reply, envelopeLine(bytesOf(body)), strict);
    if (request.headers["ce-specversion"] !== undefined && !envelopes)
      return single(reply, binaryLine(request.headers, bytesOf(body)), strict);
    if (body.kind === "array") {
      return batch(recordRuns(body.elements, type === CLOUD_EVENTS ? envelopeLine : eventOrEnvelope));
    }
    if (type === CLOUD_EVENTS) throw new TouchstoneError("not_json", "a batch of CloudEvents is one array");
    const line = eventOrEnvelope(body.bytes.subarray(skipSpace(body.bytes, 0)));
    return single(reply, line, strict, begun?.submission);
  });

  /** `submitted`: the line is with the engine already. */
  async function single(
    reply: FastifyReply,
    record: Line,
    strict: boolean,
    submitted?: Promise<Submission>,
  ): Promise<FastifyReply> {
    if ("rejection" in record) return refuse(reply, record.rejection);
    const { answers } = await (submitted ?? submitTimed(engine, record.line, metrics, strict));
    const answer = answers[0];
    if (answer === undefined || answers.length > 1)
      throw new Error(`\`${answers.length}\` answers to one line`);
    if (answer.rejection !== undefined) return refuse(reply, answer.rejection);
    return reply.header("content-type", "application/json; charset=utf-8").send(decisionText(answer));
  }

  function refuse(reply: FastifyReply, rejection: Rejection): FastifyReply {
    metrics.refused(rejection.code);
    return sendProblem(reply, rejectionProblem(rejection));
  }
}

/** `?strict=true`. Throws `bad_request` for another word. */
function strictAsked(query: unknown): boolean {
  const asked = (query as Record<string, unknown>).strict;
  if (asked === undefined || asked === "false" || asked === "0") return false;
  if (asked === "" || asked === "true" || asked === "1") return true;
  throw new TouchstoneError("bad_request", `\`strict\` is \`${String(asked).slice(0, 80)}\`: true or false`);
}

/** The bytes of a body that should be one value; of an array its bracket, which is refused as what it is. */
function bytesOf(body: NonNullable<JsonBody>): Uint8Array {
  return body.kind === "one" ? body.bytes : Buffer.from("[");
}

/** A structured CloudEvent → a line. Its length is looked at before anything else. */
function envelopeLine(bytes: Uint8Array): Line {
  if (bytes.length > ENVELOPE_BYTES_MAX) return { rejection: tooLong(bytes, ENVELOPE_BYTES_MAX) };
  return structuredLine(bytes);
}

function sendBatch(reply: FastifyReply, body: BodyAnswers, asLines: boolean): FastifyReply {
  reply.header(
    "content-type",
    asLines ? "application/x-ndjson; charset=utf-8" : "application/json; charset=utf-8",
  );
  const pieces = [...(asLines ? lineTexts(body) : objectTexts(body))];
  // With its length told, no piece needs a head and an end of its own.
  reply.header("content-length", String(pieces.reduce((sum, { length }) => sum + length, 0)));
  return reply.send(Readable.from(pieces, { objectMode: false }));
}

function* lineTexts({ texts, unlisted }: BodyAnswers): Generator<Uint8Array> {
  for (const run of texts) {
    yield* cutUp(run);
    yield Buffer.from("\n");
  }
  if (unlisted > 0) yield Buffer.from(`{"rejections_unlisted":${unlisted}}\n`);
}

function* objectTexts({
  accepted,
  duplicates,
  rejected,
  setAside,
  placeholders,
  repeats,
  late,
  unlisted,
  texts,
}: BodyAnswers): Generator<Uint8Array> {
  const more = unlisted > 0 ? `,"rejections_unlisted":${unlisted}` : "";
  const totals = `"accepted":${accepted},"duplicates":${duplicates},"rejected":${rejected},"set_aside":${setAside},"placeholders":${placeholders},"repeats":${repeats},"late":${late}`;
  yield Buffer.from(`{${totals}${more},"answers":[`);
  for (const [index, run] of texts.entries()) {
    if (index > 0) yield Buffer.from(",");
    yield* cutUp(run);
  }
  yield Buffer.from("]}");
}

function* cutUp(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += ANSWER_PIECE_BYTES) {
    yield bytes.subarray(at, at + ANSWER_PIECE_BYTES);
  }
}

function unknownType(type: string): TouchstoneError {
  const known = ["application/json", "application/x-ndjson", CLOUD_EVENT, CLOUD_EVENTS].join("`, `");
  return new TouchstoneError(
    "unknown_format",
    `content type \`${type.slice(0, 80)}\`; send one of \`${known}\``,
  );
}
