/**
 * What the contract of wires is run against: every wire there is, over sockets of this machine.
 *
 * @module
 */
import type { LinkAddress, LinkWires } from "../../../src/links/link.ts";
import { linkWires } from "../../../src/links/wires.ts";
import { MemoryNetwork } from "../../../src/links/wires/memory.ts";
import { BadProxy, type Place } from "../storm/bad_proxy.ts";
import { Certificates, noCertificates } from "./certificates.ts";

/** Something between two sides that can be made bad. */
export interface Between {
  /** How to dial through it. */
  readonly address: LinkAddress;
  /** The connections end, and nobody has said goodbye. */
  cut(): void;
  close(): void;
}

/** A wire to be looked at. */
export interface WireBed {
  readonly name: string;
  /** Why it cannot be, if it cannot. */
  readonly missing?: string;
  readonly wires: LinkWires;
  /** An address that nobody listens at. */
  fresh(): Promise<LinkAddress>;
  /** How who dials says it, given the address that the listener tells. */
  dialled(address: LinkAddress): LinkAddress;
  between(address: LinkAddress): Between;
  /** Whether the two sides are joined by nothing but memory, so that nothing of theirs fills up between them. */
  readonly isMemory?: true;
}

function throughProxy(address: LinkAddress): Between {
  const proxy = BadProxy.listen(placeOf(address));
  return {
    address: at(address, proxy.place),
    cut: () => proxy.cut(),
    close: () => proxy.close(),
  };
}

/** Where an address is on this machine. */
export function placeOf(address: LinkAddress): Place {
  switch (address.wire) {
    case "tcp":
      return { port: address.port };
    case "unix":
      return { path: address.path };
    case "webSocket":
      return { port: Number(new URL(address.url).port) };
    case "memory":
      throw new TypeError("There is no place in memory");
  }
}

/** The same address at another place. */
export function at(address: LinkAddress, place: Place): LinkAddress {
  if ("path" in place) return { ...address, wire: "unix", path: place.path };
  if (address.wire === "tcp") return { ...address, port: place.port };
  if (address.wire !== "webSocket") throw new TypeError("It has no port");
  const url = new URL(address.url);
  url.port = String(place.port);
  return { ...address, url: url.href };
}

const same = (address: LinkAddress) => address;

function memoryBed(): WireBed {
  const network = new MemoryNetwork();
  let made = 0;
  return {
    name: "memory",
    wires: network,
    fresh: () => Promise.resolve({ wire: "memory", name: `place-${made++}` }),
    dialled: same,
    isMemory: true,
    between: (address) => ({
      address,
      cut() {
        for (const wire of [...network.wires]) wire.cut();
      },
      close() {},
    }),
  };
}

let folder: string | undefined;
let files = 0;

function unixPath(): string {
  folder ??= Deno.makeTempDirSync({ prefix: "links-" });
  return `${folder}/${files++}.sock`;
}

interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
}

let made: Promise<{ readonly listens: TlsFiles; readonly dials: TlsFiles }> | undefined;
const certificates = noCertificates === undefined ? new Certificates() : undefined;

async function tls() {
  made ??= (async () => {
    const [listens, dials] = [
      await certificates!.make("taker"),
      await certificates!.make("sender"),
    ];
    return { listens, dials };
  })();
  return await made;
}

let dials: TlsFiles | undefined;

function encrypted(bed: Pick<WireBed, "name"> & { fresh(): LinkAddress }): WireBed {
  return {
    ...bed,
    ...(noCertificates === undefined ? {} : { missing: noCertificates }),
    wires: linkWires(),
    async fresh() {
      const files = await tls();
      dials = files.dials;
      return { ...bed.fresh(), tls: files.listens };
    },
    dialled: (address) => dials === undefined ? address : { ...address, tls: dials },
    between: throughProxy,
  };
}

/** All beds. */
export const BEDS: readonly WireBed[] = [
  memoryBed(),
  {
    name: "tcp",
    wires: linkWires(),
    fresh: () => Promise.resolve({ wire: "tcp", hostname: "127.0.0.1", port: 0 }),
    dialled: same,
    between: throughProxy,
  },
  {
    name: "unix",
    wires: linkWires(),
    fresh: () => Promise.resolve({ wire: "unix", path: unixPath() }),
    dialled: same,
    between: throughProxy,
  },
  encrypted({ name: "tls", fresh: () => ({ wire: "tcp", hostname: "127.0.0.1", port: 0 }) }),
  {
    name: "webSocket",
    wires: linkWires(),
    fresh: () => Promise.resolve({ wire: "webSocket", url: "ws://127.0.0.1:0/links" }),
    dialled: same,
    between: throughProxy,
  },
  encrypted({
    name: "webSocket by TLS",
    fresh: () => ({ wire: "webSocket", url: "wss://127.0.0.1:0/links" }),
  }),
];

/** Takes away what the beds have made. */
export function clearBeds(): void {
  if (folder !== undefined) Deno.removeSync(folder, { recursive: true });
  certificates?.[Symbol.dispose]();
}
