import { call, defineActor, json, rx, tx, u32 } from "../../src/actor/mod.ts";

/** What a clerk is asked, and answers. */
export const question = call(json<{ readonly n: number }>(), u32);

/** Answers with a multiple, gives some questions up, and says who it is. */
export const clerk = defineActor(import.meta, "clerk", {
  ports: { questions: rx(question), answers: tx(question.answers) },
  args: { factor: 2 },
  state: { answered: u32 },
  async run(actor) {
    const { ports: { questions, answers }, args, state } = actor;
    actor.log.info("at work");
    for (let q = await actor.take(questions); q !== undefined; q = await actor.take(questions)) {
      if (q.message.n === 13) {
        await actor.deadLetter(q.message, "unlucky");
        await actor.send(answers, q.refuse("unlucky"));
        continue;
      }
      await actor.send(answers, q.answer(q.message.n * args.factor));
      state.answered++;
    }
  },
});

/** Takes numbers with its mates, and may throw at one of them. */
export const mate = defineActor(import.meta, "mate", {
  ports: { numbers: rx(u32) },
  args: { bad: -1 },
  state: { sum: u32 },
  async run(actor) {
    const { ports: { numbers }, args, state } = actor;
    for (let n = await actor.take(numbers); n !== undefined; n = await actor.take(numbers)) {
      if (n === args.bad) throw new Error(`cannot take ${n}`);
      state.sum += n;
    }
  },
});
