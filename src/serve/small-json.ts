import type { FastifyRequest } from "fastify";
import { TouchstoneError } from "../nouns/codes.ts";
import { wholeBody } from "./body.ts";
import type { Share } from "./budget.ts";
import { mediaType } from "./media-type.ts";
import { allowedValues } from "./problem.ts";

/** A compiled schema, as far as it is needed here. */
interface Shape {
  Errors(
    value: unknown,
  ): readonly [
    boolean,
    readonly { readonly instancePath: string; readonly message?: string; readonly params?: object }[],
  ];
}

/**
 * Reads a small JSON body of one shape. `wanted` names its fields for an empty one. Throws `unknown_format`, `body_too_large`,
 * `not_json`, `empty_input` or `bad_request`, which names the field.
 */
export async function readSmallJson<T>(
  request: FastifyRequest,
  share: Share,
  shape: Shape,
  { bytesMax, wanted }: { readonly bytesMax: number; readonly wanted: string },
): Promise<T> {
  const type = mediaType(request.headers["content-type"]);
  if (type !== "application/json") {
    throw new TouchstoneError(
      "unknown_format",
      `content type \`${type.slice(0, 80)}\`; send \`application/json\``,
    );
  }
  const text = Buffer.from(await wholeBody(request.raw, bytesMax, share)).toString("utf8");
  if (text.trim() === "") throw new TouchstoneError("empty_input", `send ${wanted}`);
  const body = parsed(text);
  const [fits, errors] = shape.Errors(body);
  if (fits) return body as T;
  const first = errors[0];
  const field = first?.instancePath.slice(1).replaceAll("/", ".") || "the body";
  const message = `${first?.message ?? "does not fit the schema"}${allowedValues(first?.params)}`;
  throw new TouchstoneError("bad_request", `\`${field}\` ${message}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TouchstoneError("not_json", "the body is not one JSON object", { cause: error });
  }
}
