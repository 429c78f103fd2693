/** Asks as fast as the answers come, with so many in flight, and measures how many a second, and how long each takes. */
import { figuresOf, Stopwatch } from "./stopwatch.ts";
import { numberIn, type Words } from "./words.ts";

/** What is asked. */
export interface Question {
  readonly id: number;
  readonly customer: string;
  readonly count: number;
}

/** What is answered. */
export interface Bill extends Question {
  readonly cents: number;
}

/** What each does for its answer. */
export function billOf(question: Question): Bill {
  return { ...question, cents: question.count * 250 };
}

export async function measureAsks(
  ask: (question: Question) => Promise<Bill>,
  words: Words,
): Promise<Record<string, number>> {
  const begin = performance.now();
  const from = begin + numberIn(words, "warm", 500);
  const until = from + numberIn(words, "measure", 1000);
  const watch = new Stopwatch();
  let count = 0;
  const asker = async (id: number) => {
    for (let since = begin; since < until;) {
      const bill = await ask({ id, customer: `customer ${id}`, count: count % 10 });
      const now = performance.now();
      if (bill.id !== id) throw new Error("Cannot measure: the answer is another's");
      if (since >= from) {
        count++;
        watch.add(now - since);
      }
      since = now;
    }
  };
  await Promise.all(Array.from({ length: numberIn(words, "flight", 1) }, (_, id) => asker(id)));
  const { p50, p99 } = figuresOf(watch);
  return { rate: count / (performance.now() - from), p50, p99 };
}
