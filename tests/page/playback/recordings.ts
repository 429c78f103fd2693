/** A recording, as a server writes it: a tick each 100 ms, a key each second; the value of the only actor is its tick. */
export function recordingText(
  { from = 1_000_000, ticks = 30, events = [] as unknown[], epoch = "e", graph = "pair" } = {},
): string {
  const names = ["from", "to"];
  const actors = names.map((name) => ({ name, instance: null, troupe: null, label: name }));
  const chans = [{ name: "c", lane: null, from: 0, to: 1, kind: "u32", capacity: 64 }];
  const hello = {
    proto: 2,
    rev: 1,
    epoch,
    hz: 10,
    app: graph,
    started: from,
    now: from,
    window: 1000,
  };
  const lines: unknown[] = [{ recording: 1, hello, topology: { rev: 1, graph, actors, chans } }];
  for (let tick = 0; tick < ticks; tick++) {
    const head = { rev: 1, s: tick + 1, t: from + tick * 100, life: "running" };
    const rest = [[0, 0], [0, 0], [true, true], [0, 0], [0, 0], [0, 0], ["", ""]];
    const data = tick % 10 === 0
      ? { ...head, a: [[tick, 1], ...rest], c: [[0], [0], [0], [0]] }
      : { ...head, a0: [[1], [tick]] };
    lines.push({ event: tick % 10 === 0 ? "key" : "tick", data });
  }
  return [...lines, ...events].map((line) => `${JSON.stringify(line)}\n`).join("");
}
