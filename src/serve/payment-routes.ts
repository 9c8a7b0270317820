import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/schema";
import type { Engine } from "../flow/engine.ts";
import type { PayeeView } from "../flow/screened-payments.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { EVENT_BYTES_MAX } from "../nouns/limits.ts";
import { PAPER_WORDS } from "../words/payment-words.ts";
import { bodyPieces } from "./body.ts";
import { type Budget, shareOf } from "./budget.ts";
import { type BegunScreening, type DirectScreening, SCREEN_PATH } from "./direct-screen.ts";
import { readJsonBody } from "./json-body.ts";
import { servingCampaigns } from "./link-answer.ts";
import { mediaType } from "./media-type.ts";
import { oneLine } from "./one-line.ts";
import { payeeAnswer, paymentAnswer, screenedAnswer } from "./payment-answer.ts";
import {
  ApplicationBody,
  ComplaintAnswerBody,
  ConfirmationBody,
  ListLimit,
  PaymentParams,
  PaymentReviewBody,
  ProofBody,
  ScreenQuery,
} from "./payment-schemas.ts";
import { problem, rejectionProblem, sendProblem } from "./problem.ts";
import { ref } from "./schema-parts.ts";
import { problems } from "./schemas.ts";
import {
  LIST_ITEMS_DEFAULT,
  REVIEW_BODY_BYTES_MAX,
  SCREEN_BODY_BYTES_MAX,
  SCREEN_DEADLINE_MS,
  SCREEN_RECORDS_MAX,
} from "./serve-limits.ts";
import { readSmallJson } from "./small-json.ts";

type Id = { Params: Static<typeof PaymentParams> };
type Limited = { Querystring: Static<typeof ListLimit> };

const LINES = new Set(["application/x-ndjson", "application/ndjson", "application/jsonl"]);

const screenSchema = {
  operationId: "screenPayments",
  tags: ["payments"],
  summary: "Payments in, verdicts out before a deadline",
  description:
    "One payment, an array, or lines. Answers what to do, what to tell the payer, and the reading made of each span of the remark. " +
    `Past the deadline (${SCREEN_DEADLINE_MS} ms where nothing is said) the default answers and says so; the decision is made all the same, and stands under the payment's id. ` +
    `At most ${SCREEN_RECORDS_MAX} payments a request.`,
  querystring: ScreenQuery,
  body: {
    content: {
      "application/json": {
        schema: { anyOf: [ref("PaymentEvent"), { type: "array", items: ref("PaymentEvent") }] },
      },
      "application/x-ndjson": { schema: { type: "string", description: "one payment a line" } },
    },
  },
  response: {
    200: {
      description: "what was decided",
      content: {
        "application/json": { schema: { anyOf: [ref("ScreenedPayment"), ref("ScreenedPayments")] } },
        "application/x-ndjson": { schema: { type: "string", description: "one answer a line" } },
      },
    },
    ...problems(400, 401, 403, 408, 409, 413, 415, 421, 429, 500, 503, 507),
  },
};

/** Payments: screening, and what follows; payees and complaints. */
export function paymentRoutes(
  app: FastifyInstance,
  engine: Engine,
  budget: Budget,
  direct: DirectScreening,
): void {
  const { payments } = engine;
  const answerOf = async (payee: PayeeView) =>
    payeeAnswer(payee, payee.link === null ? [] : await servingCampaigns(engine, payee.link));
  const body = <S extends TSchema>(schema: S, wanted: string) => {
    const shape = Compile(schema);
    return async (request: FastifyRequest, reply: FastifyReply): Promise<Static<S>> => {
      const share = shareOf(budget);
      reply.raw.once("close", share.release);
      return readSmallJson<Static<S>>(request, share, shape, { bytesMax: REVIEW_BODY_BYTES_MAX, wanted });
    };
  };
  const ownBody = { validatorCompiler: () => () => true, config: { pageWrites: true as const } };

  app.post<{ Querystring: Static<typeof ScreenQuery> }>(
    SCREEN_PATH,
    {
      schema: screenSchema,
      validatorCompiler: ({ httpPart, schema }) =>
        httpPart === "querystring" ? checkQuery(schema as TSchema) : () => true,
    },
    async (request, reply) => {
      const startedMs = performance.now();
      const share = shareOf(budget);
      reply.raw.once("close", share.release);
      const type = mediaType(request.headers["content-type"]);
      const begun = direct.begun(request.raw);
      const { lines, single } = await readPayments(request, share, type, begun?.body);
      const { deadline_ms: asked = SCREEN_DEADLINE_MS, on_deadline: onDeadline = "allow" } = request.query;
      const deadlineMs = Math.max(0, Number(asked) - (performance.now() - startedMs));
      const answers = await (begun?.screened ?? payments.screen(lines, { deadlineMs, onDeadline }));
      if (single) {
        const [answer] = answers;
        if (answer === undefined)
          return sendProblem(
            reply,
            problem("empty_input", "send one payment, an array of payments, or lines"),
          );
        if ("rejection" in answer) return sendProblem(reply, rejectionProblem(answer.rejection));
        return screenedAnswer(answer);
      }
      if (!LINES.has(mediaType(request.headers.accept))) return { answers: answers.map(screenedAnswer) };
      const text = answers.map((answer) => `${JSON.stringify(screenedAnswer(answer))}\n`).join("");
      return reply.header("content-type", "application/x-ndjson; charset=utf-8").send(text);
    },
  );

  app.get<Limited>(
    "/v1/payments",
    get(
      "listPayments",
      "The latest payments that were not let through, newest first",
      "PaymentList",
      ListLimit,
    ),
    async ({ query: { limit } }) => ({
      payments: (await payments.latest(limit ?? LIST_ITEMS_DEFAULT)).map(paymentAnswer),
    }),
  );

  app.get<Id>(
    "/v1/payments/:id",
    get("getPayment", "A payment, its decision and what was done since", "Payment"),
    async ({ params: { id } }, reply) => {
      const view = await payments.get(id);
      return view === null
        ? sendProblem(reply, problem("unknown_payment", `\`${id.slice(0, 80)}\``))
        : paymentAnswer(view);
    },
  );

  const readConfirmation = body(ConfirmationBody, "`confirmed`");
  app.post<Id>(
    "/v1/payments/:id/confirmation",
    {
      schema: post("confirmPayment", "The payer's answer to a challenge", ConfirmationBody, "Payment"),
      ...ownBody,
    },
    async (request, reply) =>
      paymentAnswer(
        await payments.confirm(request.params.id, (await readConfirmation(request, reply)).confirmed),
      ),
  );

  const readProof = body(ProofBody, "`purpose` and `documents`");
  app.post<Id>(
    "/v1/payments/:id/proof",
    {
      schema: post(
        "provePayment",
        "Proof of what a payment is for: its documents by kind and SHA-256, which stay with you",
        ProofBody,
        "Payment",
      ),
      ...ownBody,
    },
    async (request, reply) => {
      const { purpose, documents, note = "" } = await readProof(request, reply);
      return paymentAnswer(
        await payments.prove(request.params.id, { purpose: purpose.trim(), documents, note: note.trim() }),
      );
    },
  );

  const readReview = body(PaymentReviewBody, "`decision`, `by` and `note`");
  app.post<Id>(
    "/v1/payments/:id/review",
    {
      schema: post(
        "reviewPayment",
        "A person releases a payment, refuses it, or takes that back; a purpose once released is remembered for the payee",
        PaymentReviewBody,
        "Payment",
      ),
      ...ownBody,
    },
    async (request, reply) => {
      const { decision, by, note = "" } = await readReview(request, reply);
      if (decision !== "release" && note.trim() === "")
        throw new TouchstoneError(
          "bad_request",
          "`note` is empty; say why the payment is refused or the decision taken back",
        );
      return paymentAnswer(
        await payments.review(request.params.id, { decision, by: by.trim(), note: note.trim() }),
      );
    },
  );

  app.get<Limited>(
    "/v1/payees",
    get("listPayees", "Payees by risk, the highest first", "PayeeList", ListLimit),
    async ({ query: { limit } }) => ({
      payees: await Promise.all((await payments.payees(limit ?? LIST_ITEMS_DEFAULT)).map(answerOf)),
    }),
  );

  app.get<Id>(
    "/v1/payees/:id",
    get(
      "getPayee",
      "A payee's portfolio: its risk, the part of each reason, and what is in proportion",
      "Payee",
    ),
    async ({ params: { id } }, reply) => {
      const view = await payments.payee(id);
      return view === null
        ? sendProblem(reply, problem("unknown_payee", `\`${id.slice(0, 80)}\``))
        : await answerOf(view);
    },
  );

  const readApplication = body(ApplicationBody, "`kind`, `category`, `goods` and `papers`");
  app.post<Id>(
    "/v1/payees/:id/application",
    {
      schema: post(
        "checkApplication",
        "What a merchant's application lacks for what it sells",
        ApplicationBody,
        "ApplicationAnswer",
      ),
      ...ownBody,
    },
    async (request, reply) => {
      const application = await readApplication(request, reply);
      const unknown = application.papers.find((paper) => !Object.hasOwn(PAPER_WORDS, paper));
      if (unknown !== undefined) {
        const known = Object.keys(PAPER_WORDS).join(", ");
        throw new TouchstoneError("bad_request", `no paper is called \`${unknown}\`; there are ${known}`);
      }
      const { complete, lacking, goods } = await payments.apply(request.params.id, application);
      return {
        complete,
        lacking: lacking.map(({ paper, ground }) => ({ paper, text: PAPER_WORDS[paper]!, ground })),
        goods,
      };
    },
  );

  const readAnswer = body(ComplaintAnswerBody, "`text` and `by`");
  app.post<{ Params: { id: string; complaint: string } }>(
    "/v1/payees/:id/complaints/:complaint/answer",
    {
      schema: post(
        "answerComplaint",
        "A person answers a complaint about a payee; complaints themselves are events",
        ComplaintAnswerBody,
        "Payee",
      ),
      ...ownBody,
    },
    async (request, reply) => {
      const { id, complaint } = request.params;
      const { text, by } = await readAnswer(request, reply);
      return answerOf(await payments.answerComplaint(id, complaint, { text: text.trim(), by: by.trim() }));
    },
  );
}

function get(operationId: string, summary: string, answer: string, querystring?: TSchema) {
  const tags = [operationId.includes("Payee") ? "payees" : "payments"];
  const response = { 200: ref(answer), ...problems(400, 401, 404, 421, 500) };
  const params = querystring === undefined ? { params: PaymentParams } : { querystring };
  return { schema: { operationId, tags, summary, ...params, response } };
}

function post(operationId: string, summary: string, schema: TSchema, answer: string) {
  const payee = answer !== "Payment";
  return {
    operationId,
    tags: [payee ? "payees" : "payments"],
    summary,
    description:
      "What is done is in the ledger before it answers. From a browser only this server's own pages may call it.",
    params: PaymentParams,
    body: { content: { "application/json": { schema } } },
    response: { 200: ref(answer), ...problems(400, 401, 403, 404, 409, 413, 415, 421, 429, 500, 503, 507) },
  };
}

function checkQuery(schema: TSchema) {
  const shape = Compile(schema);
  return (query: unknown) => {
    const value = query as Record<string, unknown>;
    if (typeof value.deadline_ms === "string" && /^\d+$/.test(value.deadline_ms))
      value.deadline_ms = Number(value.deadline_ms);
    const [fits, errors] = shape.Errors(value);
    if (fits) return { value };
    const first = errors[0];
    const field = first?.instancePath.slice(1) || "the query";
    return { error: new TouchstoneError("bad_request", `\`${field}\` ${first?.message ?? "does not fit"}`) };
  };
}

/** The body as lines of payments. Throws `unknown_format`, `empty_input`, `too_many_records` and what reading a body throws. */
async function readPayments(
  request: FastifyRequest,
  share: ReturnType<typeof shareOf>,
  type: string,
  read: BegunScreening["body"] | undefined,
): Promise<{ readonly lines: Uint8Array; readonly single: boolean }> {
  if (read !== undefined && "error" in read) throw read.error;
  const tooMany = () =>
    new TouchstoneError(
      "too_many_records",
      `more than \`${SCREEN_RECORDS_MAX}\` payments; send them in several requests`,
    );
  if (LINES.has(type)) {
    const pieces: Uint8Array[] = [];
    for await (const piece of bodyPieces(request.raw, SCREEN_BODY_BYTES_MAX, share)) {
      share.take(piece.length);
      pieces.push(piece);
    }
    const lines = Buffer.concat(pieces);
    let count = 0;
    for (let at = lines.indexOf(0x0a); at >= 0; at = lines.indexOf(0x0a, at + 1))
      if (++count > SCREEN_RECORDS_MAX) throw tooMany();
    return { lines, single: false };
  }
  if (type !== "application/json")
    throw new TouchstoneError(
      "unknown_format",
      `content type \`${type.slice(0, 80)}\`; send \`application/json\` or \`application/x-ndjson\``,
    );
  const limits = { bytesMax: SCREEN_BODY_BYTES_MAX, oneBytesMax: EVENT_BYTES_MAX };
  const json = await readJsonBody(read ?? request.raw, limits, share);
  if (json === null)
    throw new TouchstoneError("empty_input", "send one payment, an array of payments, or lines");
  if (json.kind === "one") return { lines: oneLine(json.bytes), single: true };
  if (json.elements.count > SCREEN_RECORDS_MAX) throw tooMany();
  const parts = Array.from({ length: json.elements.count }, (_, i) => [
    oneLine(json.elements.at(i)),
    NEWLINE,
  ]);
  return { lines: Buffer.concat(parts.flat()), single: false };
}

const NEWLINE = Buffer.from("\n");
