import type { PlantedPayment, Role } from "./planted.ts";

/** What a seller's buyers write now and then; the rest write nothing, as most people do. */
const SAID = ["双击100", "dz 50个", "涨fen", "一元百赞"];
const SELLER_SAID_EVERY = 5;
/** Honest payees who are paid by hand, as a seller is. */
const PERSONAL: ReadonlySet<Role> = new Set(["seller", "tips", "studio"]);

/** A planted payment as a line of a payment provider. */
export function paymentLine({ atMs, payer, payee, yuan }: PlantedPayment, role: Role, place: number): string {
  const personal = PERSONAL.has(role);
  const says = role === "seller" && place % SELLER_SAID_EVERY === 0;
  return JSON.stringify({
    id: `p${place}`,
    type: "payment",
    at: new Date(atMs).toISOString(),
    payer,
    payee: { id: payee, kind: personal ? "personal" : "merchant", certified: !personal },
    amount_minor: Math.round(yuan * 100),
    currency: "CNY",
    scene: personal ? "transfer" : "online",
    ...(says ? { remark: SAID[(place / SELLER_SAID_EVERY) % SAID.length] } : {}),
  });
}
