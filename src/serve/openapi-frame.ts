import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";

/** Version of the HTTP API, not of the program: the path's `v1` and what was added since. */
export const API_VERSION = "1.2.0";

/** What the OpenAPI document says beyond the routes. `basePath`: where a proxy shows this server. */
export function apiDescription(basePath: string): FastifyDynamicSwaggerOptions {
  if (basePath === "") return DESCRIPTION;
  return { ...DESCRIPTION, openapi: { ...DESCRIPTION.openapi, servers: [{ url: basePath }] } };
}

const DESCRIPTION: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: "3.1.0",
    info: {
      title: "Touchstone",
      version: API_VERSION,
      description:
        "Events in, verdicts and true counts out. Errors are problem+json; their codes are listed in the reference.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    tags: [
      { name: "events", description: "events in, verdicts out" },
      { name: "decisions", description: "what was decided, and why" },
      { name: "targets", description: "true counts and quality" },
      { name: "campaigns", description: "who acts together, why, and what a person says of it" },
      { name: "ledger", description: "what was decided and corrected, as a log that strangers verify" },
      { name: "live", description: "what happens now" },
      { name: "operations", description: "health, metrics, this document" },
    ],
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "required where the server was started with a token",
        },
      },
    },
    security: [{}, { token: [] }],
  },
  refResolver: {
    buildLocalReference: (json, _baseUri, _fragment, index) =>
      typeof json.$id === "string" ? json.$id : `shape${index}`,
  },
};
