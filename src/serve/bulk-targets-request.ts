import type { FastifyRequest } from "fastify";
import type { Static } from "typebox";
import { Compile } from "typebox/schema";
import type { Share } from "./budget.ts";
import { BulkTargets } from "./schemas.ts";
import { BULK_BODY_BYTES_MAX } from "./serve-limits.ts";
import { readSmallJson } from "./small-json.ts";

const shape = Compile(BulkTargets);

/** Reads a list of targets from a JSON body. Throws what `readSmallJson` throws. */
export function readTargets(request: FastifyRequest, share: Share): Promise<Static<typeof BulkTargets>> {
  return readSmallJson<Static<typeof BulkTargets>>(request, share, shape, {
    bytesMax: BULK_BODY_BYTES_MAX,
    wanted: "`targets`, a list of `kind` and `id`",
  });
}
