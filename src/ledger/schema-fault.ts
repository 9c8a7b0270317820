import type { PlainSchema } from "../nouns/plain-schema.ts";

/** Why a value is not what a schema describes, with its path, as in `targets[3].id is not a text`; null when it is. */
export function schemaFault(
  schema: PlainSchema | { readonly type: "null" },
  value: unknown,
  path: string,
): string | null {
  const at = path === "" ? "the whole" : path;
  if ("anyOf" in schema) {
    const faults = schema.anyOf.map((each) => schemaFault(each, value, path));
    return faults.includes(null) ? null : (faults[0] ?? `${at} is nothing`);
  }
  switch (schema.type) {
    case "null":
      return value === null ? null : `${at} is not null`;
    case "boolean":
      return typeof value === "boolean" ? null : `${at} is neither true nor false`;
    case "string":
      if (typeof value !== "string") return `${at} is not a text`;
      if (schema.enum !== undefined && !schema.enum.includes(value))
        return `${at} is \`${value}\`, not one of ${schema.enum.join(", ")}`;
      return schema.pattern === undefined || new RegExp(`^(?:${schema.pattern})$`, "u").test(value)
        ? null
        : `${at} is \`${value}\`, which has not the form \`${schema.pattern}\``;
    case "integer":
    case "number":
      if (typeof value !== "number" || !Number.isFinite(value)) return `${at} is not a number`;
      if (schema.type === "integer" && !Number.isSafeInteger(value))
        return `${at} is \`${value}\`, not whole`;
      return schema.minimum !== undefined && value < schema.minimum
        ? `${at} is \`${value}\`, less than \`${schema.minimum}\``
        : null;
    case "array": {
      if (!Array.isArray(value)) return `${at} is not a list`;
      for (let i = 0; i < value.length; i++) {
        const fault = schemaFault(schema.items, value[i], `${path}[${i}]`);
        if (fault !== null) return fault;
      }
      return null;
    }
    case "object":
      return objectFault(schema, value, path);
  }
}

function objectFault(
  schema: Extract<PlainSchema, { readonly type: "object" }>,
  value: unknown,
  path: string,
): string | null {
  const at = path === "" ? "the whole" : path;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return `${at} is not an object`;
  const fields = value as Record<string, unknown>;
  const dot = path === "" ? "" : `${path}.`;
  for (const field of schema.required) if (fields[field] === undefined) return `${dot}${field} is missing`;
  for (const field in fields) {
    const of = Object.hasOwn(schema.properties, field) ? schema.properties[field] : undefined;
    if (of === undefined) return `${dot}${field} is no field of it`;
    if (fields[field] === undefined) continue;
    const fault = schemaFault(of, fields[field], `${dot}${field}`);
    if (fault !== null) return fault;
  }
  return null;
}
