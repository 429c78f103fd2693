import { assertEquals } from "@std/assert";
import { text, u32 } from "../../src/channel/mod.ts";
import type { Rx } from "../../src/channel/rx.ts";
import type { Tx } from "../../src/channel/tx.ts";
import { ChannelMemory, commit, controlOf } from "../contract/channel_memory.ts";
import { everyInterleaving } from "../contract/interleaving.ts";

function pair(held: number): { tx: Tx<number>; rx: Rx<number> } {
  const memory = new ChannelMemory(u32, { capacity: 4 });
  const [tx, rx] = [memory.tx(), memory.rx()];
  for (let i = 0; i < held; i++) tx.trySend(i);
  commit(tx as Tx<never>);
  return { tx, rx };
}

/** Every way in which the two come between each other. */
async function bothWays(
  set: () => { mine: () => void; theirs: () => void; check: () => void },
): Promise<void> {
  for (const swapped of [false, true]) {
    await everyInterleaving((play) => {
      const { mine, theirs, check } = set();
      if (swapped) play(theirs, mine);
      else play(mine, theirs);
      check();
    });
  }
}

Deno.test("a reader never takes a channel for closed and empty while the last messages come with the close", async () => {
  await bothWays(() => {
    const { tx, rx } = pair(0);
    let verdict = false;
    tx.trySend(1);
    tx.close();
    return {
      mine: () => verdict = rx.isClosedAndEmpty,
      theirs: () => commit(tx as Tx<never>),
      check: () => assertEquals([verdict, rx.takeBatch()], [false, [1]]),
    };
  });
});

Deno.test("avail is never hopeless while the messages it waits for come with the close", async () => {
  await bothWays(() => {
    const { tx, rx } = pair(1);
    const avail = rx.avail(2);
    let verdict = false;
    tx.trySend(1);
    tx.close();
    return {
      mine: () => verdict = avail.hopeless(),
      theirs: () => commit(tx as Tx<never>),
      check: () => assertEquals([verdict, avail.met()], [false, true]),
    };
  });
});

Deno.test("drained is never hopeless while the reader takes the rest and leaves", async () => {
  await bothWays(() => {
    const { tx, rx } = pair(2);
    const drained = tx.drained();
    let verdict = false;
    rx.takeBatch();
    controlOf(rx).leave();
    return {
      mine: () => verdict = drained.hopeless(),
      theirs: () => commit(rx),
      check: () => assertEquals([verdict, drained.met()], [false, true]),
    };
  });
});

Deno.test("a reader takes a message whole, or not yet, while it is published", async () => {
  await bothWays(() => {
    const memory = new ChannelMemory(text, { capacity: 1, bytes: 8 });
    const [tx, rx] = [memory.tx(), memory.rx()];
    const got: (string | undefined)[] = [];
    return {
      mine: () => {
        controlOf(rx).look();
        got.push(rx.tryTake());
      },
      theirs: () => {
        tx.trySend("abcdefgh");
        commit(tx as Tx<never>);
      },
      check: () => {
        got.push(...rx.takeBatch());
        assertEquals(got.filter((message) => message !== undefined), ["abcdefgh"]);
      },
    };
  });
});

Deno.test("a writer never writes over what the reader has not given back", async () => {
  await bothWays(() => {
    const memory = new ChannelMemory(text, { capacity: 2, bytes: 8 });
    const [tx, rx] = [memory.tx(), memory.rx()];
    tx.sendBatch(["1234", "5678"]);
    commit(tx as Tx<never>);
    let taken = "";
    let sent = false;
    return {
      mine: () => {
        taken = rx.takeBatch(1)[0]!;
        commit(rx);
      },
      theirs: () => {
        controlOf(tx).look();
        sent = tx.trySend("abcd");
        commit(tx as Tx<never>);
      },
      check: () => {
        assertEquals(taken, "1234");
        assertEquals(rx.takeBatch(), sent ? ["5678", "abcd"] : ["5678"]);
      },
    };
  });
});
