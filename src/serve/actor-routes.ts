import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import type { Engine } from "../flow/engine.ts";
import { erasureAnswer } from "../nouns/erasure-words.ts";
import { ID_BYTES_MAX } from "../nouns/limits.ts";
import { ref } from "./schema-parts.ts";
import { problems } from "./schemas.ts";

const ActorParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: ID_BYTES_MAX }) });

/** Erasure of an account on request. */
export function actorRoutes(app: FastifyInstance, engine: Engine): void {
  app.delete<{ Params: Static<typeof ActorParams> }>(
    "/v1/actors/:id",
    {
      schema: {
        operationId: "forgetActor",
        tags: ["operations"],
        summary: "Erases an account from the lists of campaigns, and says what is left and until when",
        description:
          "The event log is append-only: events that name the account stay in it until they are dropped by age (`up --keep-days`), and the answer says how many they are and until when. " +
          "An account that nothing names is answered alike. Where a token is set it must come as bearer.",
        params: ActorParams,
        response: { 200: ref("Erasure"), ...problems(400, 401, 403, 421, 429, 500, 503, 507) },
      },
    },
    async ({ params: { id } }) => erasureAnswer(await engine.forget(id)),
  );
}
