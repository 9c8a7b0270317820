import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/schema";
import type { Engine } from "../flow/engine.ts";
import { TouchstoneError } from "../nouns/codes.ts";
import { ID_BYTES_MAX } from "../nouns/limits.ts";
import { LIST_SUBJECTS, type ListEntry, type ListItem } from "../nouns/subject-list.ts";
import { type Budget, type Share, shareOf } from "./budget.ts";
import { count, nullable, ref, words } from "./schema-parts.ts";
import { problems } from "./schemas.ts";
import {
  CURSOR_CHARS_MAX,
  LIST_CHANGE_BODY_BYTES_MAX,
  LIST_CHANGES_MAX,
  LIST_ITEMS_DEFAULT,
  LIST_ITEMS_MAX,
  REVIEWER_CHARS_MAX,
} from "./serve-limits.ts";
import { readSmallJson } from "./small-json.ts";

const kind = words(LIST_SUBJECTS, {
  description: "network: an address, or `203.0.113.0/24`. target: its kind and id, `video/v1`",
});
const value = Type.String({ minLength: 1, maxLength: ID_BYTES_MAX + 20 });
const expiresAt = nullable("string", { format: "date-time", description: "null: for ever" });
const item = Type.Object(
  { kind, value, expires_at: Type.Optional(expiresAt), note: Type.Optional(Type.String()) },
  { additionalProperties: false },
);
const ListChangeBody = Type.Object(
  {
    add: Type.Optional(Type.Array(item, { maxItems: LIST_CHANGES_MAX })),
    remove: Type.Optional(
      Type.Array(Type.Object({ kind, value }, { additionalProperties: false }), {
        maxItems: LIST_CHANGES_MAX,
      }),
    ),
    by: Type.String({
      minLength: 1,
      maxLength: REVIEWER_CHARS_MAX,
      description: "who changes it, as the ledger will say",
    }),
  },
  { $id: "ListChange", additionalProperties: false },
);
const listEntry = Type.Object(
  {
    kind,
    value,
    expires_at: expiresAt,
    note: Type.String(),
    by: Type.String(),
    at: Type.String({ format: "date-time" }),
  },
  { $id: "ListEntry" },
);
const sizes = Type.Object(Object.fromEntries(LIST_SUBJECTS.map((subject) => [subject, count])));

/** Shapes of what the API says of lists. */
export const LIST_SCHEMAS = [
  ListChangeBody,
  listEntry,
  Type.Object(
    {
      items: Type.Array(
        Type.Object({
          list: Type.String(),
          used: Type.Boolean({ description: "the policy in force asks for it" }),
          entries: sizes,
        }),
      ),
    },
    { $id: "Lists" },
  ),
  Type.Object(
    { list: Type.String(), items: Type.Array(ref("ListEntry")), next: nullable("string") },
    { $id: "ListPage" },
  ),
  Type.Object(
    {
      added: count,
      removed: count,
      unchanged: Type.Integer({ minimum: 0, description: "it stood so already, or was not there" }),
      used: Type.Boolean({
        description: "the policy in force asks for this list; if not, look for a mistyped name",
      }),
    },
    { $id: "ListChanged" },
  ),
];

const ListParams = Type.Object({ list: Type.String({ minLength: 1, maxLength: 200 }) });
const ListQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIST_ITEMS_MAX })),
  after: Type.Optional(Type.String({ minLength: 1, maxLength: CURSOR_CHARS_MAX + 8 * ID_BYTES_MAX })),
});
const changeShape = Compile(ListChangeBody);

/** Named lists: which there are, what is on one, and changes of it. */
export function listRoutes(app: FastifyInstance, engine: Engine, budget: Budget): void {
  app.get(
    "/v1/lists",
    {
      schema: {
        operationId: "getLists",
        tags: ["decisions"],
        summary: "Named lists that conditions of a policy ask for, and how much is on each",
        response: { 200: ref("Lists"), ...problems(401, 421, 500) },
      },
    },
    async () => ({ items: await engine.lists.summary() }),
  );

  app.get<{ Params: Static<typeof ListParams>; Querystring: Static<typeof ListQuery> }>(
    "/v1/lists/:list",
    {
      schema: {
        operationId: "getList",
        tags: ["decisions"],
        summary: "What is on a list, by kind and value; a list without entries is empty",
        params: ListParams,
        querystring: ListQuery,
        response: { 200: ref("ListPage"), ...problems(400, 401, 421, 500) },
      },
    },
    async ({ params: { list }, query: { limit = LIST_ITEMS_DEFAULT, after } }) => {
      checkCursor(after);
      const { items, next } = await engine.lists.page(list, limit, after);
      return { list, items: items.map(entryAnswer), next };
    },
  );

  app.post<{ Params: Static<typeof ListParams> }>(
    "/v1/lists/:list",
    {
      schema: {
        operationId: "changeList",
        tags: ["decisions"],
        summary: "Adds and removes entries; durable and in the ledger when it is answered",
        description:
          "Every event that comes in after the answer meets the change; what was decided before stays. An entry that is added again takes the new note and expiry. A subject in both lists is added.",
        params: ListParams,
        body: { content: { "application/json": { schema: ListChangeBody } } },
        response: {
          200: ref("ListChanged"),
          ...problems(400, 401, 403, 408, 413, 415, 421, 429, 500, 503, 507),
        },
      },
      validatorCompiler: () => () => true, // the route reads its own body
    },
    async (request, reply) => {
      const share = shareOf(budget);
      reply.raw.once("close", share.release);
      const { add = [], remove = [], by } = await readChange(request, share);
      return engine.lists.change(request.params.list, {
        add: add.map(
          ({ kind, value, expires_at: expires, note = "" }): ListItem => ({
            kind,
            value,
            expiresAtMs: expires === undefined || expires === null ? null : timeOf(String(expires)),
            note,
          }),
        ),
        remove,
        by: { kind: "person", name: by },
      });
    },
  );
}

function entryAnswer({ kind, value, expiresAtMs, note, by, atMs }: ListEntry) {
  const expires = expiresAtMs === null ? null : new Date(expiresAtMs).toISOString();
  return { kind, value, expires_at: expires, note, by, at: new Date(atMs).toISOString() };
}

function readChange(request: FastifyRequest, share: Share): Promise<Static<typeof ListChangeBody>> {
  return readSmallJson<Static<typeof ListChangeBody>>(request, share, changeShape, {
    bytesMax: LIST_CHANGE_BODY_BYTES_MAX,
    wanted: "`add` and `remove`, lists of `kind` and `value`, and `by`",
  });
}

function timeOf(text: string): number {
  const atMs = Date.parse(text);
  if (!Number.isNaN(atMs) && /^\d{4}-\d\d-\d\d[Tt ]/.test(text)) return atMs;
  throw new TouchstoneError(
    "bad_request",
    `\`expires_at\` is \`${text.slice(0, 80)}\`; send a time as \`2026-12-31T00:00:00Z\``,
  );
}

function checkCursor(after: string | undefined): void {
  if (after === undefined) return;
  try {
    const cursor: unknown = JSON.parse(after);
    if (Array.isArray(cursor) && cursor.length === 2 && cursor.every((part) => typeof part === "string"))
      return;
  } catch {
    // told below
  }
  throw new TouchstoneError(
    "bad_request",
    `\`after\` is \`${after.slice(0, 80)}\`; send the \`next\` of the page before`,
  );
}
