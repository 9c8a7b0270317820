import type { FastifyInstance } from "fastify";
import { problem, sendProblem } from "./problem.ts";

/** A whole number as a query writes it: up to fifteen digits, which a double holds exactly. */
const WHOLE = /^-?\d{1,15}$/;
/** Any number of a query, without forms that reach beyond every limit (`1e999`), or mean another base (`0x10`). */
const DECIMAL = /^-?\d{1,15}(?:\.\d{1,15})?$/;

interface Shape {
  readonly properties?: Readonly<Record<string, { readonly type?: string }>>;
}

/**
 * Holds the numbers of every route's query and path to how people write numbers, before the schema's limits are asked:
 * the validator would take `1e999` for a number that is a whole one and below no maximum, and blanks around it for nothing.
 */
export function strictNumbers(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    const { querystring, params } = (route.schema ?? {}) as { querystring?: Shape; params?: Shape };
    const fields = [
      ...numbersOf(querystring).map((field) => ({ ...field, part: "querystring" as const })),
      ...numbersOf(params).map((field) => ({ ...field, part: "params" as const })),
    ];
    if (fields.length === 0) return;
    const before = [route.preValidation ?? []].flat();
    route.preValidation = [
      ...before,
      (request, reply, done) => {
        for (const { name, pattern, part } of fields) {
          const value = ((part === "params" ? request.params : request.query) as Record<string, unknown>)[
            name
          ];
          if (typeof value !== "string" || pattern.test(value)) continue;
          const what = pattern === WHOLE ? "a whole number, as in `50`" : "a number, as in `0.5`";
          const shown = value.slice(0, 80);
          sendProblem(
            reply,
            problem("bad_request", `\`${part}.${name}\` is \`${shown}\`; write ${what}`, {
              field: `${part}.${name}`,
              value: shown,
            }),
          );
          return;
        }
        done();
      },
    ];
  });
}

function numbersOf(shape: Shape | undefined): { readonly name: string; readonly pattern: RegExp }[] {
  return Object.entries(shape?.properties ?? {}).flatMap(([name, { type }]) => {
    if (type === "integer") return [{ name, pattern: WHOLE }];
    return type === "number" ? [{ name, pattern: DECIMAL }] : [];
  });
}
