import type { FastifyRequest } from "fastify";
import type { Static } from "typebox";
import { Compile } from "typebox/schema";
import { TouchstoneError } from "../nouns/codes.ts";
import { wholeBody } from "./body.ts";
import type { Share } from "./budget.ts";
import { ReviewBody } from "./campaign-schemas.ts";
import { mediaType } from "./media-type.ts";
import { REVIEW_BODY_BYTES_MAX } from "./serve-limits.ts";

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
  const type = mediaType(request.headers["content-type"]);
  if (type !== "application/json") {
    throw new TouchstoneError(
      "unknown_format",
      `content type \`${type.slice(0, 80)}\`; send \`application/json\``,
    );
  }
  const text = Buffer.from(await wholeBody(request.raw, REVIEW_BODY_BYTES_MAX, share)).toString("utf8");
  if (text.trim() === "") throw new TouchstoneError("empty_input", "send `status`, `by` and `note`");
  const review = checked(parsed(text));
  const note = (review.note ?? "").trim();
  if (review.status === "dismissed" && note === "") {
    throw new TouchstoneError("bad_request", "`note` is empty; say why the campaign is dismissed");
  }
  return { status: review.status, by: review.by.trim(), note };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TouchstoneError("not_json", "the body is not one JSON object", { cause: error });
  }
}

function checked(body: unknown): Static<typeof ReviewBody> {
  const [fits, errors] = shape.Errors(body);
  if (fits) return body as Static<typeof ReviewBody>;
  const first = errors[0];
  const field = first?.instancePath.slice(1).replaceAll("/", ".") || "the body";
  throw new TouchstoneError("bad_request", `\`${field}\` ${first?.message ?? "does not fit the schema"}`);
}
