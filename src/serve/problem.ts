import type { FastifyReply } from "fastify";
import { CODES, type Code, type Rejection, TouchstoneError } from "../nouns/codes.ts";

/** An RFC 9457 problem. `type` names the code; `detail` says what was wrong with this request. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly title_zh: string;
  readonly status: number;
  readonly detail: string;
  readonly code: Code;
  /** Whether the same request can succeed later. */
  readonly retry: boolean;
  /** Where in the input, for odd data. */
  readonly line?: number;
  readonly field?: string;
  readonly value?: string;
  readonly hint?: string;
  /** What was already taken in when a batch broke off; sending it all again is safe: ids make it count once. */
  readonly progress?: Progress;
}

export interface Progress {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
}

export const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

/** Seconds a client should wait before it repeats the request, by code. */
const RETRY_AFTER_S: Partial<Record<Code, number>> = {
  too_slow: 1,
  overloaded: 1,
  not_ready: 2,
  storage_failed: 5,
  storage_full: 30,
};

/** A code and what was wrong → a problem. */
export function problem(code: Code, detail: string, more: Partial<Problem> = {}): Problem {
  const entry = CODES[code];
  return {
    type: `about:touchstone/${code}`,
    title: entry.en,
    title_zh: entry.zh,
    status: entry.status,
    detail,
    code,
    retry: entry.retry,
    ...more,
  };
}

/** One refused record → the problem of a request that held it alone. */
export function rejectionProblem(rejection: Rejection): Problem {
  const { code, line, field, value, hint } = rejection;
  const where = field === "" ? "the event" : `\`${field}\``;
  return problem(code, `${where}: ${CODES[code].en}; ${hint}`, { line, field, value, hint });
}

/** Anything thrown → a problem. What has no code is our own mistake: its words stay in the log. */
export function errorProblem(error: unknown): Problem {
  if (error instanceof BrokenOff) return { ...errorProblem(error.cause), progress: error.progress };
  if (error instanceof TouchstoneError) return problem(error.code, error.detail);
  if (isClientError(error)) return frameworkProblem(error);
  return problem("internal", "the request was not served; the log has the error");
}

/** Sends a problem with the headers its code asks for. */
export function sendProblem(reply: FastifyReply, answer: Problem): FastifyReply {
  const retryAfterS = RETRY_AFTER_S[answer.code];
  if (retryAfterS !== undefined) reply.header("retry-after", String(retryAfterS));
  return reply.code(answer.status).header("content-type", PROBLEM_TYPE).send(JSON.stringify(answer));
}

/** A batch that failed after part of it was taken in. */
export class BrokenOff extends Error {
  readonly progress: Progress;
  constructor(progress: Progress, cause: unknown) {
    super("the batch broke off", { cause });
    this.name = "BrokenOff";
    this.progress = progress;
  }
}

/** Errors fastify raises about the request itself carry a 4xx status. */
interface ClientError extends Error {
  readonly statusCode: number;
  readonly validation?: readonly {
    readonly instancePath: string;
    readonly message?: string;
    readonly params?: object;
  }[];
  readonly validationContext?: string;
}

function isClientError(error: unknown): error is ClientError {
  if (!(error instanceof Error) || !("statusCode" in error)) return false;
  return typeof error.statusCode === "number" && error.statusCode >= 400 && error.statusCode < 500;
}

function frameworkProblem(error: ClientError): Problem {
  if (error.statusCode === 404) return problem("not_found", error.message);
  if (error.statusCode === 413) return problem("body_too_large", error.message);
  if (error.statusCode === 415) return problem("unknown_format", error.message);
  const first = error.validation?.[0];
  if (first === undefined) return problem("bad_request", error.message);
  const field = `${error.validationContext ?? ""}${first.instancePath.replaceAll("/", ".")}`;
  const message = `${first.message ?? "does not fit the schema"}${allowedValues(first.params)}`;
  return problem("bad_request", `\`${field}\` ${message}`, { field });
}

/** What would be right, where the schema names it. */
export function allowedValues(params: object | undefined): string {
  const values = params !== undefined && "allowedValues" in params ? params.allowedValues : null;
  return Array.isArray(values) ? `: ${values.map((value) => `\`${value}\``).join(", ")}` : "";
}
