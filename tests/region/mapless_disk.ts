/**
 * Serves a file system that maps nothing in shared memory, by the descriptor 3 of /dev/fuse, for as long as it is mounted: a folder with one file of
 * any name. Its file is read and written directly, which is what the kernel does not map.
 */
import { libcPaths } from "../../src/region/libc.ts";

const FUSE = 3;
const MAX_REQUEST = 1 << 20;
const HEADER_BYTES = 40;
const REPLY_BYTES = 16;
const [ROOT, FILE] = [1n, 2n];
const [FOLDER_MODE, FILE_MODE] = [0o40755, 0o100600];
const DIRECT_IO = 1;
const SIZE_IS_SET = 8;
const [NO_ENTRY, NO_CALL] = [-2, -38];
const OP = {
  lookup: 1,
  forget: 2,
  getattr: 3,
  setattr: 4,
  open: 14,
  read: 15,
  write: 16,
  release: 18,
  fsync: 20,
  flush: 25,
  init: 26,
  create: 35,
  interrupt: 36,
  fallocate: 43,
} as const;

const { symbols: libc } = Deno.dlopen(libcPaths()[0]!, {
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
});

let content: Uint8Array | undefined;

/** Makes the file that long. */
function resize(size: number): void {
  const longer = new Uint8Array(size);
  longer.set((content ?? new Uint8Array()).subarray(0, size));
  content = longer;
}

/** A reply's bytes: numbers of 32 or, as bigints, 64 bits. */
function packed(...numbers: readonly (number | bigint)[]): Uint8Array {
  const bytes = numbers.reduce<number>((sum, one) => sum + (typeof one === "bigint" ? 8 : 4), 0);
  const view = new DataView(new ArrayBuffer(bytes));
  let at = 0;
  for (const one of numbers) {
    if (typeof one === "bigint") view.setBigUint64(at, one, true);
    else view.setUint32(at, one, true);
    at += typeof one === "bigint" ? 8 : 4;
  }
  return new Uint8Array(view.buffer);
}

function attributes(node: bigint): (number | bigint)[] {
  const mode = node === ROOT ? FOLDER_MODE : FILE_MODE;
  const size = BigInt(node === ROOT ? 0 : content?.length ?? 0);
  return [node, size, size / 512n, 0n, 0n, 0n, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0];
}

const entry = () => [FILE, 0n, 0n, 0n, 0, 0, ...attributes(FILE)];
const opened = [0n, DIRECT_IO, 0];

/** What is answered: bytes, or the number of an error; `undefined` for what nobody waits for. */
function answer(code: number, node: bigint, body: DataView): Uint8Array | number | undefined {
  const number = (at: number) => Number(body.getBigUint64(at, true));
  switch (code) {
    case OP.init:
      return packed(7, 31, 65_536, 0, 0, MAX_REQUEST / 4, 1, 0, 0, 0n, 0n, 0n, 0);
    case OP.lookup:
      return content === undefined ? NO_ENTRY : packed(...entry());
    case OP.getattr:
      return packed(0n, 0, 0, ...attributes(node));
    case OP.setattr:
      if ((body.getUint32(0, true) & SIZE_IS_SET) !== 0) resize(number(16));
      return packed(0n, 0, 0, ...attributes(node));
    case OP.create:
      content ??= new Uint8Array();
      return packed(...entry(), ...opened);
    case OP.open:
      return packed(...opened);
    case OP.read:
      return (content ?? new Uint8Array()).slice(
        number(8),
        number(8) + body.getUint32(16, true),
      );
    case OP.write: {
      const [from, size] = [number(8), body.getUint32(16, true)];
      if (from + size > (content?.length ?? 0)) resize(from + size);
      content!.set(new Uint8Array(body.buffer, body.byteOffset + 40, size), from);
      return packed(size, 0);
    }
    case OP.fallocate:
      if (number(8) + number(16) > (content?.length ?? 0)) resize(number(8) + number(16));
      return new Uint8Array();
    case OP.release:
    case OP.fsync:
    case OP.flush:
      return new Uint8Array();
    case OP.forget:
    case OP.interrupt:
      return undefined;
    default:
      return NO_CALL;
  }
}

const request = new Uint8Array(MAX_REQUEST);
for (;;) {
  const length = Number(libc.read(FUSE, request, BigInt(request.length)));
  if (length <= 0) break;
  const header = new DataView(request.buffer, 0, HEADER_BYTES);
  const body = new DataView(request.buffer, HEADER_BYTES, length - HEADER_BYTES);
  const given = answer(header.getUint32(4, true), header.getBigUint64(16, true), body);
  if (given === undefined) continue;
  const [error, bytes] = typeof given === "number" ? [given, new Uint8Array()] : [0, given];
  const reply = new Uint8Array(REPLY_BYTES + bytes.length);
  reply.set(packed(reply.length, error >>> 0, header.getBigUint64(8, true)));
  reply.set(bytes, REPLY_BYTES);
  libc.write(FUSE, reply, BigInt(reply.length));
}
