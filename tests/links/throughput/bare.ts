/**
 * What the transport does by itself: one of two processes, `bare.ts records|rounds take PLACE N` or `bare.ts records|rounds send PLACE N`. A
 * place is a port, or the path of a Unix socket. A frame is a length and a payload, and each is awaited by who writes it. Who takes prints
 * the rate of records, who sends the time of a round trip.
 */
import { BATCH, RECORD_BYTES, WARM } from "./actors.ts";

const FRAME_BYTES = BATCH * RECORD_BYTES;

const [what, role, place = "", countText] = Deno.args;
const count = Number(countText);
const address = place.startsWith("/")
  ? { transport: "unix", path: place } as const
  : { hostname: "127.0.0.1", port: Number(place) };

/** Reads until the buffer is full from the beginning. */
async function fill(conn: Deno.Conn, buffer: Uint8Array): Promise<void> {
  for (let at = 0; at < buffer.length;) {
    const read = await conn.read(buffer.subarray(at));
    if (read === null) throw new Error("the connection has ended");
    at += read;
  }
}

async function write(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

/** Takes so many bytes in frames, and says how long it took from the first to the last, in milliseconds. */
async function takeFrames(conn: Deno.Conn, bytes: number): Promise<number> {
  let buffer = new Uint8Array(2 ** 20);
  let [start, end] = [0, 0];
  let begun = 0;
  for (let taken = 0; taken < bytes;) {
    if (buffer.length - end < FRAME_BYTES) {
      const next = new Uint8Array(buffer.length);
      next.set(buffer.subarray(start, end));
      [buffer, start, end] = [next, 0, end - start];
    }
    const read = await conn.read(buffer.subarray(end));
    if (read === null) throw new Error("the connection has ended");
    if (taken === 0 && begun === 0) begun = performance.now();
    end += read;
    while (end - start >= 4) {
      const length = new DataView(buffer.buffer).getUint32(start, true);
      if (end - start < 4 + length) break;
      start += 4 + length;
      taken += length;
    }
  }
  return performance.now() - begun;
}

/** Connects, once there is somebody. */
async function connect(): Promise<Deno.Conn> {
  for (;;) {
    try {
      return await Deno.connect(address as Deno.ConnectOptions);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

const conn = role === "take"
  ? await Deno.listen(address as Deno.TcpListenOptions).accept()
  : await connect();
if ("setNoDelay" in conn) (conn as Deno.TcpConn).setNoDelay();
if (what === "records") {
  const frames = Math.ceil(count / BATCH);
  if (role === "take") {
    const ms = await takeFrames(conn, frames * FRAME_BYTES);
    console.log(JSON.stringify({ rate: frames * BATCH / ms * 1000 }));
  } else {
    const frame = new Uint8Array(4 + FRAME_BYTES);
    new DataView(frame.buffer).setUint32(0, FRAME_BYTES, true);
    for (let i = 0; i < frames; i++) await write(conn, frame);
    await conn.closeWrite();
    await conn.read(frame);
  }
} else {
  const message = new Uint8Array(RECORD_BYTES);
  const times: number[] = [];
  for (let round = 0; round < WARM + count; round++) {
    const begun = performance.now();
    if (role === "take") await fill(conn, message);
    await write(conn, message);
    if (role === "send") await fill(conn, message);
    if (round >= WARM) times.push(performance.now() - begun);
  }
  times.sort((a, b) => a - b);
  if (role === "send") console.log(JSON.stringify({ roundMs: times[times.length >> 1] }));
}
conn.close();
Deno.exit();
