/** An order, as the shop takes it in. */
export interface Order {
  readonly id: number;
  readonly cents: number;
  readonly city: string;
}

const CITIES = ["Lisbon", "Lyon", "Graz", "Turku", "Split"];

/** Order number `id`, always the same, so that a run can be checked against another. */
export function orderOf(id: number): Order {
  const cents = 100 + (id * 7919) % 9900;
  return { id, cents, city: CITIES[id % CITIES.length] as string };
}

/** Whether that order arrives cut off, so that whoever parses it dies: every `poison`th one, 0 for none. */
export function isPoison(id: number, poison: number): boolean {
  return poison > 0 && id % poison === poison - 1;
}
