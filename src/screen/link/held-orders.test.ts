import { expect, it } from "vitest";
import { HeldOrders } from "./held-orders.ts";
import { key } from "./made-days.fixture.ts";
import type { Order } from "./order.ts";
import type { Payee } from "./payee.ts";

it.each([
  { max: 4, perPayeeMax: 9, held: { a: [4, 7], b: [5, 6] }, gone: [0, 1, 2, 3] },
  { max: 9, perPayeeMax: 2, held: { a: [4, 7], b: [5, 6] }, gone: [0, 1, 2, 3] },
  { max: 9, perPayeeMax: 9, held: { a: [0, 2, 4, 7], b: [1, 3, 5, 6] }, gone: [] },
  { max: 1, perPayeeMax: 1, held: { a: [7], b: [] }, gone: [0, 1, 2, 3, 4, 5, 6] },
])("of eight orders $max in all and $perPayeeMax a payee are held, the latest", (limits) => {
  const payee = (number: number): Payee => ({
    key: key(3, number),
    ref: 0,
    payments: 0,
    waiting: 0,
    excluded: {},
    orders: [],
  });
  const [a, b] = [payee(1), payee(2)];
  const orders = new HeldOrders(limits.max, limits.perPayeeMax);
  const gone: number[] = [];
  [a, b, a, b, a, b, b, a].forEach((of, id) => {
    orders.add(of, { id } as Order, (order) => gone.push(order.id));
  });
  expect({ a: a.orders.map(({ id }) => id), b: b.orders.map(({ id }) => id) }).toEqual(limits.held);
  expect(gone.sort()).toEqual(limits.gone);
});
