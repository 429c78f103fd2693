/** The actors whose messages come back to them. */

/**
 * For each actor a number: two that send to each other, be it by way of others, have the same one.
 *
 * @param targets For each actor, those that it sends to.
 */
export function cyclesOf(targets: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  // Tarjan's way, without recursion: a chain of actors may be longer than the stack is deep.
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const cycles = new Map<string, number>();
  const open: string[] = [];
  for (const root of targets.keys()) {
    if (order.has(root)) continue;
    const path: { readonly id: string; next: number }[] = [{ id: root, next: 0 }];
    while (path.length > 0) {
      const step = path.at(-1)!;
      const { id } = step;
      if (!order.has(id)) {
        order.set(id, order.size);
        lowest.set(id, order.get(id)!);
        open.push(id);
      }
      const target = targets.get(id)?.[step.next++];
      if (target !== undefined) {
        if (!order.has(target)) path.push({ id: target, next: 0 });
        else if (!cycles.has(target)) lower(lowest, id, order.get(target)!);
        continue;
      }
      path.pop();
      const before = path.at(-1);
      if (before !== undefined) lower(lowest, before.id, lowest.get(id)!);
      if (lowest.get(id) !== order.get(id)) continue;
      let member: string;
      do {
        member = open.pop()!;
        cycles.set(member, order.get(id)!);
      } while (member !== id);
    }
  }
  return cycles;
}

function lower(numbers: Map<string, number>, id: string, number: number): void {
  if (number < numbers.get(id)!) numbers.set(id, number);
}
