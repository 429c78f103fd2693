/** The messages of the cases, the same for ours and every peer in JavaScript. */

/** The struct case: five fields. */
export interface Sample {
  id: number;
  value: number;
  ok: boolean;
  at: number;
  name: string;
}

export function makeSample(n: number): Sample {
  return { id: n >>> 0, value: n * 0.5, ok: (n & 1) === 0, at: n, name: "sensor-a" };
}

/** Uses every field. */
export function sampleSum({ id, value, ok, at, name }: Sample): number {
  return id + value + at + (ok ? 1 : 0) + name.length;
}

/** The JSON case: a small object with an array and a nested object. */
export interface Reading {
  id: number;
  sensor: string;
  values: number[];
  place: { room: string; floor: number };
  ok: boolean;
}

export function makeReading(n: number): Reading {
  return {
    id: n,
    sensor: "roof",
    values: [n, n + 0.5, 21.5],
    place: { room: "north", floor: 3 },
    ok: true,
  };
}

/** Uses every field. */
export function readingSum({ id, sensor, values, place, ok }: Reading): number {
  return id + sensor.length + values.length + place.floor + place.room.length + (ok ? 1 : 0);
}
