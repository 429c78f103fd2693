/** What works for a troupe works for a process: each test draws the same graph with the one and with the other. */
import { assertEquals, assertRejects } from "@std/assert";
import {
  AskError,
  type CrashReport,
  type DeadLetter,
  Graph,
  type GraphOptions,
  type LogRecord,
  type Troupe,
  u32,
} from "../../mod.ts";
import { clerk, mate, question } from "./clerk_actors.ts";

type Draw = (graph: Graph) => Troupe;

function inBoth(name: string, test: (draw: Draw) => Promise<void>): void {
  Deno.test(`${name}, in a troupe`, () => test((graph) => graph.troupe("T")));
  Deno.test(`${name}, in a process`, () => test((graph) => graph.process("T")));
}

inBoth(
  "asks are answered, args told, letters kept, restarts done",
  async (draw) => {
    const crashes: CrashReport[] = [];
    const letters: DeadLetter[] = [];
    const records: LogRecord[] = [];
    const options: GraphOptions = {
      log: (record) => records.push(record),
      onCrash: (report) => crashes.push(report),
      onDeadLetter: (letter) => letters.push(letter),
    };
    const graph = new Graph("office", options);
    const questions = graph.channel("questions", question);
    const answers = graph.channel("answers", question.answers);
    const troupe = draw(graph);
    const ref = graph.add("CLERK", clerk, {
      ports: { questions: questions.rx, answers: answers.tx },
      restart: "permanent",
      troupe,
    });
    const desk = graph.service(questions, answers);
    await graph.start();
    assertEquals(await desk.ask({ n: 4 }), 8);
    await ref.tell({ factor: 3 });
    assertEquals(await desk.ask({ n: 5 }), 15);
    assertEquals((await assertRejects(() => desk.ask({ n: 13 }), AskError)).refusal, "unlucky");
    await graph.restart(ref, "for a test");
    assertEquals(await desk.ask({ n: 6 }), 18);
    assertEquals(crashes.map(({ cause }) => cause), ["asked"]);
    assertEquals(ref.state().answered, 3);
    assertEquals(records.filter(({ text }) => text === "at work").length, 2);
    await graph.stop();
    assertEquals(letters.map(({ actor, reason }) => [actor, reason]), [["CLERK", "unlucky"]]);
  },
);

inBoth("a member that throws starts again, and its mates notice nothing", async (draw) => {
  const crashes: CrashReport[] = [];
  const graph = new Graph("mates", {
    log: () => {},
    onCrash: (report) => crashes.push(report),
    showstopper: 2,
  });
  const lanes = graph.bundle("numbers", u32, { girth: 2, capacity: 16 });
  const troupe = draw(graph);
  lanes.rx.forEach((numbers, instance) =>
    graph.actor("MATE", mate, {
      ports: { numbers },
      args: { bad: instance === 0 ? 5 : -1 },
      instance,
      troupe,
    })
  );
  const senders = lanes.tx.map((lane) => graph.sender(lane));
  await graph.start();
  for (const sender of senders) {
    await sender.sendBatch([1, 2, 5, 10]);
    sender.close();
  }
  assertEquals((await graph.finished).clean, true);
  // The bad one is given up after its second death.
  assertEquals([graph.state("MATE 0").sum, graph.state("MATE 1").sum], [13, 18]);
  assertEquals(crashes.map(({ actor }) => actor), ["MATE 0", "MATE 0"]);
  assertEquals(graph.deadLetters.map(({ message }) => message), [5]);
});

inBoth("members of a pool come and go", async (draw) => {
  const graph = new Graph("pool", { log: () => {} });
  const lanes = graph.bundle("numbers", u32, { girth: 2, capacity: 16 });
  const troupe = draw(graph);
  const pool = graph.pool("MATE", mate, {
    size: { min: 1, max: 2 },
    ports: { numbers: lanes.rx },
    troupe,
  });
  const sender = graph.sender(lanes);
  await graph.start();
  await sender.sendBatch([1, 2, 3]);
  await pool.resize(2);
  await sender.sendBatch([4, 5, 6]);
  await pool.resize(1);
  await sender.sendBatch([7, 8]);
  sender.close();
  assertEquals((await graph.finished).clean, true);
  assertEquals(Number(graph.state("MATE 0").sum) + Number(graph.state("MATE 1").sum), 36);
});

inBoth(
  "a letter is replayed, one member stops, and its mates go on",
  async (draw) => {
    const graph = new Graph("alone", { log: () => {}, showstopper: 1 });
    const lanes = graph.bundle("numbers", u32, { girth: 2, capacity: 16 });
    const troupe = draw(graph);
    const [bad, good] = lanes.rx.map((numbers, instance) =>
      graph.add("MATE", mate, {
        ports: { numbers },
        args: { bad: instance === 0 ? 5 : -1 },
        instance,
        restart: "permanent",
        troupe,
      })
    );
    const senders = lanes.tx.map((lane) => graph.sender(lane));
    await graph.start();
    for (const sender of senders) await sender.sendBatch([1, 5]);
    while (graph.deadLetters.length === 0 || good!.state().sum < 6) await moment();
    await bad!.tell({ bad: -1 });
    await graph.replay(graph.deadLetters[0]!);
    while (bad!.state().sum < 6) await moment();
    await bad!.stop("it is not needed");
    await senders[1]!.send(10);
    senders[1]!.close();
    assertEquals((await graph.finished).clean, true);
    assertEquals([bad!.state().sum, good!.state().sum], [6, 16]);
  },
);

inBoth("durable state goes on in the next graph", async (draw) => {
  const folder = await Deno.makeTempDir();
  try {
    const sums: unknown[] = [];
    for (let run = 0; run < 2; run++) {
      const graph = new Graph("kept", { log: () => {}, durable: { file: `${folder}/state.db` } });
      const numbers = graph.channel("numbers", u32);
      graph.actor("MATE", mate, {
        ports: { numbers: numbers.rx },
        durable: true,
        troupe: draw(graph),
      });
      const sender = graph.sender(numbers);
      await graph.start();
      await sender.sendBatch([1, 2, 3]);
      sender.close();
      await graph.finished;
      sums.push(graph.state("MATE").sum);
    }
    assertEquals(sums, [6, 12]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const moment = () => new Promise((resolve) => setTimeout(resolve, 5));
