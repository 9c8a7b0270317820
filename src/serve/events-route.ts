import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Engine } from "../flow/engine.ts";
import { type Rejection, TouchstoneError } from "../nouns/codes.ts";
import { type BodyAnswers, decisionText, submitRuns, submitTimed } from "./answers.ts";
import { bodyPieces, wholeBody } from "./body.ts";
import { type Budget, type Share, shareOf } from "./budget.ts";
import { binaryLine, structuredLine } from "./cloud-events.ts";
import { arrayElements, beginsArray, type Span, skipSpace } from "./json-spans.ts";
import { lineRuns } from "./line-runs.ts";
import { mediaType } from "./media-type.ts";
import type { Metrics } from "./metrics.ts";
import { problem, rejectionProblem, sendProblem } from "./problem.ts";
import { type Line, plainLine, recordRuns } from "./record-runs.ts";
import { ref } from "./schema-parts.ts";
import { problems } from "./schemas.ts";
import { SUBMISSION_BYTES_MAX } from "./serve-limits.ts";

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
    "One event, an array, a stream of lines, or CloudEvents (structured, batch or binary mode); gzip and zstd bodies. " +
    "Answers after every accepted event is on disk. The same id again is the same event, once: any request may be repeated. " +
    "With `Accept: application/x-ndjson` a batch is answered with one line a record.",
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
    ...problems(400, 401, 403, 413, 415, 421, 429, 500, 503, 507),
  },
};

/** `POST /v1/events`. Bodies are read by the route itself: the decoder judges each event, and streams stay streams. */
export function eventsRoute(
  app: FastifyInstance,
  engine: Engine,
  metrics: Metrics,
  budget: Budget,
  bodyBytesMax: number,
): void {
  app.post("/v1/events", { schema, validatorCompiler: () => () => true }, async (request, reply) => {
    const share = shareOf(budget);
    reply.raw.once("close", share.release);
    const whole = () => wholeBody(request.raw, bodyBytesMax, share);
    const type = mediaType(request.headers["content-type"]);
    if (NDJSON.has(type)) {
      const runs = lineRuns(bodyPieces(request.raw, bodyBytesMax));
      return sendBatch(request, reply, await submitRuns(engine, runs, metrics, share));
    }
    if (type === CLOUD_EVENTS) return batch(request, reply, await whole(), share, structuredLine);
    if (type === CLOUD_EVENT) return single(reply, structuredLine(await whole()));
    if (!JSON_TYPES.has(type)) throw unknownType(type);
    const body = await whole();
    if (skipSpace(body, 0) === body.length) {
      return sendProblem(reply, problem("empty_input", "send one event, an array of events, or lines"));
    }
    if (request.headers["ce-specversion"] !== undefined)
      return single(reply, binaryLine(request.headers, body));
    if (beginsArray(body)) return batch(request, reply, body, share, plainLine);
    return single(reply, plainLine(body.subarray(skipSpace(body, 0))));
  });

  async function batch(
    request: FastifyRequest,
    reply: FastifyReply,
    body: Uint8Array,
    share: Share,
    toLine: (element: Uint8Array) => Line,
  ): Promise<FastifyReply> {
    const elements = await wholeArray(body);
    if (elements === null) {
      throw new TouchstoneError(
        "not_json",
        "the body is not one whole JSON array; nothing of it was taken in",
      );
    }
    return sendBatch(
      request,
      reply,
      await submitRuns(engine, recordRuns(body, elements, toLine), metrics, share),
    );
  }

  async function single(reply: FastifyReply, record: Line): Promise<FastifyReply> {
    if ("rejection" in record) return refuse(reply, record.rejection);
    const { answers } = await submitTimed(engine, record.line, metrics);
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

/** Spans of an array's elements, null when it is not whole; other requests are let in after each run's worth of bytes. */
async function wholeArray(body: Uint8Array): Promise<Span[] | null> {
  const spans: Span[] = [];
  const elements = arrayElements(body);
  let pausedAt = 0;
  for (;;) {
    const { done, value } = elements.next();
    if (done) return value ? spans : null;
    spans.push(value);
    if (value.end - pausedAt < SUBMISSION_BYTES_MAX) continue;
    pausedAt = value.end;
    await setImmediate();
  }
}

function sendBatch(request: FastifyRequest, reply: FastifyReply, body: BodyAnswers): FastifyReply {
  const asLines = NDJSON.has(mediaType(request.headers.accept));
  reply.header(
    "content-type",
    asLines ? "application/x-ndjson; charset=utf-8" : "application/json; charset=utf-8",
  );
  return reply.send(Readable.from(asLines ? lineTexts(body) : objectTexts(body)));
}

function* lineTexts({ texts, unlisted }: BodyAnswers): Generator<string> {
  for (const run of texts) if (run.length > 0) yield `${run.join("\n")}\n`;
  if (unlisted > 0) yield `{"rejections_unlisted":${unlisted}}\n`;
}

function* objectTexts({ accepted, duplicates, rejected, unlisted, texts }: BodyAnswers): Generator<string> {
  const more = unlisted > 0 ? `,"rejections_unlisted":${unlisted}` : "";
  yield `{"accepted":${accepted},"duplicates":${duplicates},"rejected":${rejected}${more},"answers":[`;
  let comma = "";
  for (const run of texts) {
    if (run.length === 0) continue;
    yield comma + run.join(",");
    comma = ",";
  }
  yield "]}";
}

function unknownType(type: string): TouchstoneError {
  const known = ["application/json", "application/x-ndjson", CLOUD_EVENT, CLOUD_EVENTS].join("`, `");
  return new TouchstoneError(
    "unknown_format",
    `content type \`${type.slice(0, 80)}\`; send one of \`${known}\``,
  );
}
