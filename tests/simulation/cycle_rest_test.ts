import { assertEquals } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { defineActor, rx, tx } from "@steady-state/deno/actor";
import { echo, feed, simulate } from "@steady-state/deno/testing";

/** Waits for what comes from outside alone, and has something to say in its cycle once that has ended. */
const asker = defineActor(import.meta, "asker", {
  ports: { fresh: rx(u32), answers: rx(u32), questions: tx(u32) },
  async run(actor) {
    const { fresh, answers, questions } = actor.ports;
    let sum = 0;
    for (let n = await actor.take(fresh); n !== undefined; n = await actor.take(fresh)) sum += n;
    await actor.send(questions, sum);
    const answer = await actor.take(answers);
    if (answer !== sum) throw new Error(`asked for ${sum}, and the answer is ${answer}`);
  },
});

const answerer = defineActor(import.meta, "answerer", {
  ports: { questions: rx(u32), answers: tx(u32) },
  run() {},
});

const source = defineActor(import.meta, "source", { ports: { fresh: tx(u32) }, run() {} });

Deno.test("a cycle stays open for a member that was rung from outside and has not looked yet", async () => {
  const build = () => {
    const graph = new Graph("questions", {
      log: () => {},
      intensity: { restarts: 0, withinMs: 1 },
    });
    const fresh = graph.channel("fresh", u32);
    const questions = graph.channel("questions", u32);
    const answers = graph.channel("answers", u32);
    return graph.actor("SOURCE", source, { ports: { fresh: fresh.tx } })
      .actor("ASKER", asker, {
        ports: { fresh: fresh.rx, answers: answers.rx, questions: questions.tx },
      })
      .actor("ANSWERER", answerer, { ports: { questions: questions.rx, answers: answers.tx } });
  };
  // Threads that stand still for up to 200 ms: the host looks at its cycles every 250 ms.
  const options = { seeds: 200, faults: { slow: 0.3 } };
  await simulate(build, options, async (stage) => {
    stage.perform("SOURCE", async (actor) => {
      await feed([1, 2, 3])(actor);
      await actor.wait(actor.timeout(200 + stage.seed % 60));
    });
    stage.perform("ANSWERER", echo());
    const { clean, channels } = await stage.finished;
    assertEquals([clean, channels.map(({ taken }) => taken)], [true, [3, 1, 1]]);
  });
});
