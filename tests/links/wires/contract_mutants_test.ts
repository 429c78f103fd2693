/** The contract of wires itself: of a wire that breaks a rule the row about that rule fails. */
import { assert, assertEquals } from "@std/assert";
import {
  type LinkConnection,
  type LinkListener,
  LinkLostError,
  type LinkWires,
  MAX_FRAME_BYTES,
} from "../../../src/links/link.ts";
import { BEDS, type WireBed } from "./beds.ts";
import { ROWS } from "./contract.ts";

const bed = BEDS.find(({ name }) => name === "memory") as WireBed;
/** A row that takes longer waits for what does not come. */
const HANGS_MS = 3000;

type Changed<T> = (own: T) => Partial<T>;

/** A bed whose connections do some things in another way. */
function connections(change: Changed<LinkConnection>): WireBed {
  const changed = (own: LinkConnection): LinkConnection => ({
    partner: own.partner,
    send: (parts) => own.send(parts),
    receive: () => own.receive(),
    limitFrames: (bytes) => own.limitFrames(bytes),
    close: () => own.close(),
    ...change(own),
  });
  return wires((own) => ({
    dial: async (address, signal) => changed(await own.dial(address, signal)),
    async listen(address, refused) {
      const listener = await own.listen(address, refused);
      return {
        ...bound(listener),
        accept: async (signal) => changed(await listener.accept(signal)),
      };
    },
  }));
}

/** A bed whose listeners do. */
function listeners(change: Changed<LinkListener>): WireBed {
  return wires((own) => ({
    async listen(address, refused) {
      const listener = await own.listen(address, refused);
      return { ...bound(listener), ...change(listener) };
    },
  }));
}

function wires(change: Changed<LinkWires>): WireBed {
  const own = bed.wires;
  return {
    ...bed,
    wires: {
      dial: (address, signal) => own.dial(address, signal),
      listen: (address, refused) => own.listen(address, refused),
      ...change(own),
    },
  };
}

function bound(listener: LinkListener): LinkListener {
  return {
    place: listener.place,
    address: listener.address,
    accept: (signal) => listener.accept(signal),
    close: () => listener.close(),
  };
}

const never = () => new Promise<never>(() => {});

const MUTANTS: Readonly<Record<string, readonly [keyof typeof ROWS, WireBed]>> = {
  "loses a frame": [
    "order",
    connections((own) => {
      let sent = 0;
      return { send: (parts) => ++sent === 50 ? undefined : own.send(parts) };
    }),
  ],
  "brings a frame twice": [
    "order",
    connections((own) => {
      let received = 0;
      let last: Uint8Array | undefined;
      return {
        receive: async () => ++received === 50 ? last : last = (await own.receive())?.slice(),
      };
    }),
  ],
  "brings a frame before the one before it": [
    "order",
    connections((own) => {
      let held: readonly Uint8Array[] | undefined;
      let sent = 0;
      return {
        async send(parts) {
          if (++sent === 50) return void (held = parts);
          await own.send(parts);
          if (held !== undefined) await own.send(held);
          held = undefined;
        },
      };
    }),
  ],
  "sends each part as a frame": [
    "parts",
    connections((own) => ({
      async send(parts) {
        for (const part of parts) await own.send([part]);
      },
    })),
  ],
  "sends what the parts are later": [
    "parts",
    connections((own) => ({
      send(parts) {
        setTimeout(() => own.send(parts), 0);
        return undefined;
      },
    })),
  ],
  "cuts what is long": [
    "big frames",
    connections((own) => ({ send: (parts) => own.send(parts.map((one) => one.subarray(0, 1e6))) })),
  ],
  "takes frames of any length": [
    "limits",
    connections((own) => {
      own.limitFrames(MAX_FRAME_BYTES);
      return { limitFrames() {} };
    }),
  ],
  "takes whatever it is sent": [
    "back-pressure",
    connections((own) => {
      let before: Promise<void> | undefined;
      return {
        send(parts) {
          const copies = parts.map((part) => part.slice());
          before = Promise.resolve(before).then(() => own.send(copies)).catch(() => {});
          return undefined;
        },
      };
    }),
  ],
  "takes a cut for an end": [
    "cut",
    connections((own) => ({ receive: () => own.receive().catch(() => undefined) })),
  ],
  "sends to nobody": [
    "cut",
    connections((own) => ({ send: (parts) => Promise.resolve(own.send(parts)).catch(() => {}) })),
  ],
  "takes an end for a cut": [
    "orderly end",
    connections((own) => ({
      async receive() {
        const frame = await own.receive();
        if (frame === undefined) throw new LinkLostError("it is gone");
        return frame;
      },
    })),
  ],
  "throws away what was sent when it closes": [
    "orderly end",
    connections((own) => ({
      close() {
        bed.between({ wire: "memory", name: "" }).cut();
        own.close();
      },
    })),
  ],
  "lets a receive hang when it closes": [
    "close while receiving",
    connections((own) => ({
      receive: async () => await own.receive() ?? await never(),
    })),
  ],
  "lets a send hang when it closes": [
    "close while sending",
    connections((own) => ({
      send: (parts) => Promise.resolve(own.send(parts)).catch(never),
    })),
  ],
  "lets two listen at one place": [
    "listen twice",
    wires((own) => ({
      listen: async (address, refused) =>
        await own.listen(address, refused).catch(() =>
          own.listen({ wire: "memory", name: "another" }, refused)
        ),
    })),
  ],
  "waits for somebody to listen": [
    "nobody",
    wires((own) => ({ dial: (address, signal) => own.dial(address, signal).catch(never) })),
  ],
  "mixes connections": [
    "many",
    (() => {
      const sides: LinkConnection[] = [];
      return connections((own) => {
        sides.push(own);
        return { send: (parts) => (sides.length > 10 ? sides[10]! : own).send(parts) };
      });
    })(),
  ],
  "does not give up accepting": [
    "abort of accept",
    listeners((own) => ({ accept: () => own.accept(new AbortController().signal) })),
  ],
  "loses a connection to who has given up": [
    "abort of accept",
    listeners((own) => {
      let owed = 0;
      return {
        async accept(signal) {
          signal.addEventListener("abort", () => owed++);
          for (; owed > 0; owed--) (await own.accept(new AbortController().signal)).close();
          return await own.accept(signal);
        },
      };
    }),
  ],
  "does not give up dialling": [
    "abort of dial",
    wires((own) => ({ dial: (address) => own.dial(address, new AbortController().signal) })),
  ],
};

// A row that has failed does not wait for what it has begun.
globalThis.addEventListener("unhandledrejection", (event) => event.preventDefault());

async function outcome(row: (bed: WireBed) => Promise<void>, on: WireBed): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hangs = new Promise<string>((resolve) => timer = setTimeout(resolve, HANGS_MS, "hangs"));
  const ended = await Promise.race([row(on).then(() => "holds", () => "fails"), hangs]);
  clearTimeout(timer);
  return ended;
}

for (const [name, [row, mutant]] of Object.entries(MUTANTS)) {
  Deno.test({
    name: `contract of wires: one that ${name} does not pass "${row}"`,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      assert((await outcome(ROWS[row]!, mutant)) !== "holds");
    },
  });
}

Deno.test("contract of wires: each row has a wire that does not pass it", () => {
  const rows = new Set(Object.values(MUTANTS).map(([row]) => row));
  assertEquals([...rows].toSorted(), Object.keys(ROWS).toSorted());
});
