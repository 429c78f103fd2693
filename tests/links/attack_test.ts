/**
 * No peer can make a pod crash, block or grow: strangers connect by the hundred and send whatever they like, or nothing, while a good
 * partner is lost and found again. Numbers go on coming, and in the end the pod has as many sockets as before, and no more memory to speak of.
 */
import { assert, assertEquals } from "@std/assert";
import type { LinkAddress } from "../../src/links/mod.ts";
import { freePort } from "../connectors/servers/find.ts";
import { seeded } from "../fixtures/random.ts";
import { BadProxy } from "./storm/bad_proxy.ts";
import { Pod } from "./storm/pod_process.ts";
import { at, placeOf } from "./wires/beds.ts";
import { Certificates, noCertificates } from "./wires/certificates.ts";

/** By hand: `ATTACKERS=10000 deno test -A --no-lock tests/links/attack_test.ts`. */
const ATTACKERS = Number(Deno.env.get("ATTACKERS") ?? 400);
/** So many are there at a time, and more than are let wait for anything. */
const AT_A_TIME = 200;
const MOST_SOCKETS = 300;
const MOST_BYTES = 200_000_000;

const encoder = new TextEncoder();

/** What a stranger sends, piece by piece. */
function* attack(random: () => number, path: string | undefined): Generator<Uint8Array> {
  if (path !== undefined && random() < 0.7) {
    yield encoder.encode(
      `GET ${path} HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    );
  }
  const any = (length: number) => Uint8Array.from({ length }, () => random() * 256);
  switch (Math.floor(random() * 7)) {
    case 0: // Nothing at all.
      return;
    case 1:
      return yield any(5000);
    case 2: // A length, and less than that.
      yield Uint8Array.of(...any(4).subarray(0, 3), 0);
      return yield any(3000);
    case 3: // The longest there is.
      yield new Uint8Array(4).fill(255);
      return yield any(60_000);
    case 4: // A byte now and then.
      for (let i = 0; i < 20; i++) yield any(1);
      return;
    case 5:
      return yield framed(hello({ kind: "f64", hash: "another" }));
    default:
      return yield framed(hello({ protocol: random() * 1e9, pod: "\u001b[2J\n", girth: -1 }));
  }
}

/** What a partner says first, with something of it changed. */
function hello(changes: object): Uint8Array {
  const said = {
    ...{ protocol: 1, aqueduct: "numbers", role: "egress", graph: "sends", pod: "stranger" },
    ...{ podId: "stranger", kind: "u32", schema: "u32", hash: "u32", girth: 1, payloadBytes: 0 },
    ...{ epoch: crypto.randomUUID(), token: "", ...changes },
  };
  return Uint8Array.of(1, ...encoder.encode(JSON.stringify(said)));
}

function framed(payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + payload.length);
  new DataView(frame.buffer).setUint32(0, payload.length, true);
  frame.set(payload, 4);
  return frame;
}

async function stranger(port: number, random: () => number, path: string | undefined) {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  try {
    for (const piece of attack(random, path)) {
      await conn.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  } catch {
    // It has been shown the door.
  }
  return conn;
}

/** Sockets and files that a process has open, and the memory that it has. */
function holdings(pid: number): { readonly open: number; readonly bytes: number } {
  const open = [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return { open, bytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024 };
}

interface Attacked {
  readonly listens: LinkAddress;
  /** What who connects says beside where. */
  readonly safety?: object;
  /** The path of WebSocket. */
  readonly path?: string;
}

async function attacked({ listens, safety = {}, path }: Attacked): Promise<void> {
  const random = seeded(7);
  const proxy = BadProxy.listen(placeOf(listens));
  const { port } = placeOf(listens) as { readonly port: number };
  const common = { acknowledge: "received" } as const;
  await using taking = new Pod({ ...common, role: "takes", does: "listen", address: listens });
  await using sending = new Pod({
    ...common,
    role: "sends",
    does: "connect",
    address: { ...at(listens, proxy.place), ...safety } as LinkAddress,
  });
  const more = async (what: string) => {
    const { count } = taking.standing;
    await taking.until((standing) => standing.count > count + 100, what);
  };
  await more("nothing comes at first");
  const before = holdings(taking.pid);
  const open: Deno.Conn[] = [];
  let most = before.open;
  for (let i = 0; i < ATTACKERS; i += 50) {
    const conns = await Promise.all(Array.from({ length: 50 }, () => stranger(port, random, path)));
    open.push(...conns);
    for (const conn of open.splice(0, Math.max(0, open.length - AT_A_TIME))) conn.close();
    // A good partner that is lost comes in again, however many others are at the door.
    proxy.cut();
    await more(`nothing comes after ${i + 50} strangers`);
    most = Math.max(most, holdings(taking.pid).open);
  }
  for (const conn of open) conn.close();
  assert(most < before.open + MOST_SOCKETS, `${most} sockets and files, at first ${before.open}`);
  while (holdings(taking.pid).open > before.open + 5) await more("the sockets stay");
  const { bytes } = holdings(taking.pid);
  assert(bytes < before.bytes + MOST_BYTES, `${bytes} bytes of memory, at first ${before.bytes}`);
  await sending.stop();
  await sending.until(({ end }) => end !== "none", "the sending pod does not end");
  await taking.until(({ end }) => end !== "none", "the taking pod does not end");
  const { count } = sending.standing;
  assertEquals(taking.standing, { count, lost: 0, doubled: 0, crashes: 0, end: "good" });
  proxy.close();
}

const isLinux = Deno.build.os === "linux";
const why = isLinux ? "" : " is not run: there is no /proc here";

Deno.test({
  name: `attack: TCP${why}`,
  ignore: !isLinux,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () => attacked({ listens: { wire: "tcp", hostname: "127.0.0.1", port: freePort() } }),
});

Deno.test({
  name: `attack: WebSocket${why}`,
  ignore: !isLinux,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    attacked({
      listens: { wire: "webSocket", url: `ws://127.0.0.1:${freePort()}/links` },
      path: "/links",
    }),
});

Deno.test({
  name: `attack: TLS${why}${noCertificates === undefined ? "" : ` is not run: ${noCertificates}`}`,
  ignore: !isLinux || noCertificates !== undefined,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    using certificates = new Certificates();
    const tls = await certificates.make("taker");
    await attacked({
      listens: { wire: "tcp", hostname: "127.0.0.1", port: freePort(), tls },
      safety: { tls: await certificates.make("sender") },
    });
  },
});
