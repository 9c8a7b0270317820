import { TouchstoneError } from "../nouns/codes.ts";

/** A content type without its parameters; throws `unknown_format` for text in another encoding than UTF-8. */
export function mediaType(header: string | undefined): string {
  const [type = "", ...parameters] = (header ?? "").toLowerCase().split(";");
  for (const parameter of parameters) {
    const [name, value = ""] = parameter.split("=");
    if (name?.trim() !== "charset") continue;
    const charset = value.trim().replaceAll('"', "");
    if (charset !== "utf-8" && charset !== "utf8" && charset !== "us-ascii") {
      throw new TouchstoneError("unknown_format", `charset \`${charset.slice(0, 80)}\`; send UTF-8`);
    }
  }
  return type.trim();
}
