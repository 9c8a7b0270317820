import type { FastifyRequest } from "fastify";
import type { Static } from "typebox";
import { Compile } from "typebox/schema";
import { TouchstoneError } from "../nouns/codes.ts";
import type { Share } from "./budget.ts";
import { ReviewBody } from "./campaign-schemas.ts";
import { REVIEW_BODY_BYTES_MAX } from "./serve-limits.ts";
import { readSmallJson } from "./small-json.ts";

export interface ReviewRequest {
  readonly status: Static<typeof ReviewBody>["status"];
  readonly by: string;
  readonly note: string;
}

const shape = Compile(ReviewBody);

/**
 * Reads what a person decided from a JSON body. Throws `unknown_format`, `body_too_large`, `not_json`, `empty_input` or `bad_request`.
 * A dismissal needs a note: it silences a finding, and whoever reads the record later must see on what ground.
 */
export async function readReview(request: FastifyRequest, share: Share): Promise<ReviewRequest> {
  const review = await readSmallJson<Static<typeof ReviewBody>>(request, share, shape, {
    bytesMax: REVIEW_BODY_BYTES_MAX,
    wanted: "`status`, `by` and `note`",
  });
  const note = (review.note ?? "").trim();
  if (review.status === "dismissed" && note === "") {
    throw new TouchstoneError("bad_request", "`note` is empty; say why the campaign is dismissed");
  }
  return { status: review.status, by: review.by.trim(), note };
}
