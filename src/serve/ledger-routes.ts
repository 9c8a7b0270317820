import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import type { Engine } from "../flow/engine.ts";
import { BUNDLE_FORMAT, type LedgerBundle } from "../ledger/bundle.ts";
import { leafText } from "../ledger/leaf.ts";
import type { LedgerEntry } from "../nouns/ledger-entry.ts";
import type { LedgerLog } from "../ports/ledger-log.ts";
import { LedgerParams, LedgerQuery, TileParams } from "./ledger-schemas.ts";
import { problem, sendProblem } from "./problem.ts";
import { ref } from "./schema-parts.ts";
import { problems } from "./schemas.ts";
import { LEDGER_ENTRIES_DEFAULT } from "./serve-limits.ts";

const file = (type: string, description: string) => ({
  200: { description, content: { [type]: { schema: { type: "string" } } } },
  ...problems(400, 401, 404, 421, 500),
});
const TEXT = "text/plain; charset=utf-8";

/** The ledger as a log that anyone who may read verifies (C2SP tlog-tiles under `/v1/ledger`), and its entries with their bodies. */
export function ledgerRoutes(app: FastifyInstance, { ledger }: Engine): void {
  const get = (path: string, operationId: string, summary: string, more: object, handler: Handler): void => {
    app.get(
      `/v1/ledger${path}`,
      { schema: { operationId, tags: ["ledger"], summary, ...more } },
      async (request, reply) => {
        const answer = ledger === null ? null : await handler(ledger, request as Asked, reply);
        return (
          answer ?? sendProblem(reply, problem("not_found", `nothing at \`${request.url.slice(0, 120)}\``))
        );
      },
    );
  };

  get(
    "/checkpoint",
    "getLedgerCheckpoint",
    "The latest signed checkpoint (C2SP tlog-checkpoint)",
    {
      response: file("text/plain", "a signed note"),
    },
    (log, _request, reply) => {
      const note = log.checkpoint();
      return note === null ? null : reply.type(TEXT).send(note);
    },
  );
  get(
    "/verifier-key",
    "getLedgerKey",
    "The public key that checkpoints are signed with",
    {
      response: file("text/plain", "a verifier key, as signed-note writes it"),
    },
    (log, _request, reply) => reply.type(TEXT).send(`${log.verifierKey}\n`),
  );
  get(
    "/tile/*",
    "getLedgerTile",
    "A tile of hashes or a bundle of entries (C2SP tlog-tiles)",
    {
      params: TileParams,
      response: file("application/octet-stream", "the tile"),
    },
    (log, { params }, reply) => {
      const bytes = log.tile(`tile/${params["*"]}`);
      return bytes === null ? null : reply.type("application/octet-stream").send(Buffer.from(bytes));
    },
  );
  get(
    "/entries",
    "listLedgerEntries",
    "Entries in order, with salts and bodies",
    {
      querystring: LedgerQuery,
      response: { 200: ref("LedgerEntries"), ...problems(400, 401, 404, 421, 500) },
    },
    async (log, { query }, reply) => {
      const entries = await log.entries(query.from ?? 0, query.limit ?? LEDGER_ENTRIES_DEFAULT);
      return reply.send({ size: log.size(), entries: entries.map(entryAnswer) });
    },
  );
  get(
    "/entries/:sequence",
    "getLedgerEntry",
    "One entry, with salt and body",
    {
      params: LedgerParams,
      response: { 200: ref("LedgerEntry"), ...problems(400, 401, 404, 421, 500) },
    },
    async (log, { params }, reply) => {
      const entry = await entryAt(log, params.sequence);
      return entry === null ? null : reply.send(entryAnswer(entry));
    },
  );
  get(
    "/entries/:sequence/proof",
    "getLedgerProof",
    "Proof that an entry is in the ledger (C2SP tlog-proof)",
    {
      params: LedgerParams,
      response: file("text/plain", "index, hashes and the signed checkpoint"),
    },
    (log, { params }, reply) => {
      const proof = log.proof(params.sequence);
      return proof === null ? null : reply.type(TEXT).send(proof);
    },
  );
  get(
    "/entries/:sequence/bundle",
    "getLedgerBundle",
    "An entry with its proof as one file, for `touchstone verify`",
    {
      params: LedgerParams,
      response: { 200: ref("LedgerBundle"), ...problems(400, 401, 404, 421, 500) },
    },
    async (log, { params }, reply) => {
      const bundle = await bundleOf(log, params.sequence);
      if (bundle === null) return null;
      const name = `ledger-entry-${params.sequence}.json`;
      return reply.header("content-disposition", `attachment; filename="${name}"`).send(bundle);
    },
  );
}

type Reply = Parameters<typeof sendProblem>[0];
interface Asked {
  readonly params: Static<typeof LedgerParams> & Static<typeof TileParams>;
  readonly query: Static<typeof LedgerQuery>;
}
type Handler = (log: LedgerLog, request: Asked, reply: Reply) => unknown;

/** The entry at a place of the ledger; null where there is none. */
export async function entryAt(log: LedgerLog, sequence: number): Promise<LedgerEntry | null> {
  const [entry] = await log.entries(sequence, 1);
  return entry?.sequence === sequence ? entry : null;
}

async function bundleOf(log: LedgerLog, sequence: number): Promise<LedgerBundle | null> {
  const entry = await entryAt(log, sequence);
  const proof = log.proof(sequence);
  if (entry === null || proof === null) return null;
  const { salt, body } = entry;
  const one = { leaf: leafText(entry), salt, body, proof };
  return { format: BUNDLE_FORMAT, verifier_key: log.verifierKey, entries: [one] };
}

function entryAnswer({ atMs, body, ...entry }: LedgerEntry) {
  const at = new Date(atMs).toISOString();
  return { ...entry, at, body: body === null ? null : (JSON.parse(body) as object) };
}
