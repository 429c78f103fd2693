/** The actors of a storm of asks: each comes past the points of its fate in every turn. */
import {
  call,
  cell,
  defineActor,
  json,
  type KeptCall,
  rx,
  tx,
  txBundle,
  u32,
} from "@steady-state/deno/actor";
import { Doom } from "./doom.ts";

/** What is asked: to double a number. */
export interface Asking {
  readonly key: number;
  readonly n: number;
}

/** Answered by the double. */
export const doubling = call(json<Asking>(), u32);

/** Whether that number is refused. */
export function isRefused(n: number): boolean {
  return n % 10 === 3;
}

const noFate = new SharedArrayBuffer(8 * (5 + 2000));

/** Refuses some, and deals the rest out by key. */
export const gate = defineActor(import.meta, "gate", {
  ports: { tasks: rx(doubling), admitted: txBundle(doubling), refusals: tx(doubling.answers) },
  args: { fate: noFate },
  state: { seen: u32 },
  async run(actor) {
    const { ports: { tasks, admitted, refusals }, args, state } = actor;
    const doom = new Doom(actor, args.fate, () => tasks.availUnits);
    while (
      actor.isRunning(() => tasks.isClosedAndEmpty && admitted.close() && refusals.close())
    ) {
      await doom.at("after commit");
      if (!(await actor.wait(tasks.avail()))) continue;
      await doom.at("before take");
      const task = tasks.tryTake();
      if (task === undefined) continue;
      state.seen++;
      await doom.at("after take");
      const { n, key } = task.message;
      if (isRefused(n)) await actor.send(refusals, task.refuse(`${n} is refused`));
      else await actor.send(admitted.laneFor(key), task.forward(task.message));
      await doom.at("after send");
    }
    await doom.at("before end");
  },
});

/** Keeps up to four in its state, and answers the youngest first. */
export const desk = defineActor(import.meta, "desk", {
  ports: { tasks: rx(doubling), answers: tx(doubling.answers) },
  args: { fate: noFate },
  state: { pile: cell(json<KeptCall<Asking>[]>(), []), answered: u32 },
  async run(actor) {
    const { ports: { tasks, answers }, args, state } = actor;
    const doom = new Doom(actor, args.fate, () => answers.isFull);
    while (
      actor.isRunning(() => tasks.isClosedAndEmpty && state.pile.length === 0 && answers.close())
    ) {
      await doom.at("after commit");
      if (state.pile.length === 0 && !(await actor.wait(tasks.avail()))) continue;
      await doom.at("before take");
      state.pile = [...state.pile, ...tasks.takeBatch(4 - state.pile.length)];
      await doom.at("after take");
      actor.commit(); // What was taken is kept by now, and in no channel any more.
      await doom.at("after commit");
      const youngest = state.pile.at(-1);
      if (youngest === undefined) continue;
      if (!await actor.send(answers, doubling.from(youngest).answer(2 * youngest.message.n))) {
        return;
      }
      await doom.at("after send");
      state.pile = state.pile.slice(0, -1);
      state.answered++;
    }
    await doom.at("before end");
  },
});
