import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { Compile } from "typebox/schema";
import { type AppOptions, createApp } from "./app.ts";
import { createFixtureEngine, type FixtureEngine } from "./fixture-engine.ts";
import { type Guard, guardFor } from "./guard.ts";

/** An application over the fixture engine, called without a socket. */
export interface FixtureApp {
  readonly app: FastifyInstance;
  readonly engine: FixtureEngine;
  /** What went to `onError`. */
  readonly errors: unknown[];
}

export async function createFixtureApp(
  options: AppOptions = {},
  guard: Guard = guardFor("127.0.0.1"),
): Promise<FixtureApp> {
  const engine = createFixtureEngine();
  const errors: unknown[] = [];
  const app = await createApp(engine, guard, { onError: (error) => errors.push(error), ...options });
  return { app, engine, errors };
}

/** An event the fixture engine takes; `more` adds or replaces fields. */
export function eventOf(
  id: string,
  actor = "u1",
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const target = { kind: "video", id: "v1" };
  return { id, type: "like", at: 1_790_000_000_000, actor: { id: actor }, target, ...more };
}

interface Operation {
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>;
}

/** Whether a JSON answer is one that the document promises for this route and status: null, or why not. */
export function misfit(
  document: Record<string, unknown>,
  method: string,
  path: string,
  response: LightMyRequestResponse,
): string | null {
  const paths = document.paths as Record<string, Record<string, Operation>>;
  const promised = paths[path]?.[method]?.responses[String(response.statusCode)];
  if (promised === undefined) return `no status ${response.statusCode} for ${method} ${path}`;
  const mediaType = String(response.headers["content-type"]).split(";")[0]!;
  const schema = promised.content?.[mediaType]?.schema;
  if (schema === undefined) return `no ${mediaType} for ${response.statusCode} of ${method} ${path}`;
  if (mediaType !== "application/json" && !mediaType.endsWith("+json")) return null;
  const shape = Compile({ ...schema, components: document.components });
  const [fits, errors] = shape.Errors(response.json());
  return fits ? null : JSON.stringify(errors).slice(0, 500);
}
