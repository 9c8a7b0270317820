import { DAY_MS } from "../nouns/durations.ts";
import { createOpaqueId } from "./opaque-id.ts";
import { type PayeeRole, type PayeeRow, SELLING_ROLES } from "./payee-truth.ts";
import type { Random } from "./random.ts";

/** A payee as events show it, and what it is. */
export interface Payee {
  readonly id: string;
  readonly json: string;
  readonly role: PayeeRole;
  payments: number;
  orders: number;
  readonly campaigns: Set<string>;
}

/** What a provider knows of payees of a role: how often each is so. Sellers look like small shops and like people. */
const LOOKS: Readonly<
  Record<
    PayeeRole,
    { readonly merchant: number; readonly certified: number; readonly categories: readonly string[] }
  >
> = {
  code_shop: { merchant: 0.9, certified: 0.6, categories: ["digital_goods", "software"] },
  reseller: { merchant: 0.5, certified: 0.3, categories: ["services", "clothing", "food"] },
  panel: { merchant: 0.7, certified: 0.4, categories: ["advertising", "software"] },
  personal_seller: { merchant: 0, certified: 0.5, categories: [] },
  mule: { merchant: 0, certified: 0.2, categories: [] },
  crowd_worker: { merchant: 0, certified: 0.7, categories: [] },
  merchant: {
    merchant: 1,
    certified: 0.95,
    categories: ["food", "clothing", "transport", "household", "digital_goods"],
  },
  influencer_shop: { merchant: 1, certified: 0.95, categories: ["clothing", "cosmetics", "food"] },
  tip_jar: { merchant: 0, certified: 0.8, categories: [] },
  agency: { merchant: 1, certified: 1, categories: ["advertising", "services"] },
  official_promotion: { merchant: 1, certified: 1, categories: ["advertising"] },
  friend: { merchant: 0, certified: 0.7, categories: [] },
};

/** Days before the simulation that an account was opened, at the most. */
const OPENED_DAYS_MAX = 1_500;

/** Payees of a simulation: made once, named so that a name tells nothing. */
export class Payees {
  private readonly all: Payee[] = [];
  private readonly byAccount = new Map<string, Payee>();
  private readonly name: (index: number) => string;
  private readonly random: Random;
  private readonly startMs: number;

  constructor(seed: number, startMs: number, random: Random) {
    this.name = createOpaqueId(seed, "payee", "m");
    this.startMs = startMs;
    this.random = random;
  }

  /** A new payee of a role. */
  open(role: PayeeRole): Payee {
    return this.make(this.name(this.all.length), role);
  }

  /** A person's own account as payee, the first role it is seen in. */
  ofAccount(actor: string, role: PayeeRole): Payee {
    const known = this.byAccount.get(actor);
    if (known !== undefined) return known;
    const made = this.make(actor, role);
    this.byAccount.set(actor, made);
    return made;
  }

  /** Those who were paid. */
  rows(): readonly PayeeRow[] {
    return this.all
      .filter(({ payments }) => payments > 0)
      .map(({ id, role, payments, orders, campaigns }) => ({
        payee: id,
        role,
        sells: SELLING_ROLES.has(role),
        payments,
        campaigns: [...campaigns],
        orders,
      }));
  }

  private make(id: string, role: PayeeRole): Payee {
    const { random } = this;
    const { merchant, certified, categories } = LOOKS[role];
    const shop = random.chance(merchant);
    const opened = new Date(this.startMs - Math.floor(OPENED_DAYS_MAX * random.unit() ** 1.5) * DAY_MS);
    const json = JSON.stringify({
      id,
      kind: shop ? "merchant" : "personal",
      certified: random.chance(certified),
      category: shop && categories.length > 0 ? random.pick(categories) : null,
      opened_at: opened.toISOString(),
    });
    const payee: Payee = { id, json, role, payments: 0, orders: 0, campaigns: new Set() };
    this.all.push(payee);
    return payee;
  }
}
