import { hash } from "node:crypto";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import type { Counterpart } from "./counterparts.ts";
import type { ExchangeOffice } from "./exchange-office.ts";

/** Keeps an agreement and notes its keys and hash in the ledger. A later one of the same name takes its place. Throws `exchange_agreement`. */
export async function agreeWith(
  office: ExchangeOffice,
  name: string,
  agreement: unknown,
): Promise<Counterpart> {
  const counterpart = office.counterparts.agree(name, agreement);
  const { log_key, witness_key, agreed_by, valid_until } = counterpart.agreement;
  await office.append({
    kind: "exchange_agreed",
    by: { kind: "person", name: agreed_by },
    fields: {
      counterpart: name,
      log_key,
      witness_key,
      agreed_by,
      valid_until,
      agreement_sha256: hash("sha256", canonicalJson(counterpart.agreement), "hex"),
    },
  });
  return counterpart;
}
