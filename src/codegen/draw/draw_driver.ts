import type { DesignModule, DesignPort, Driver } from "../design.ts";
import { printShare, printTime } from "../read/mod.ts";

/**
 * A driver as it is drawn, `AtLeastEvery(5s) && OnEvent(ticks:1 || beats:2)`; empty where the drawing says nothing.
 *
 * @param channelOf The name by which a port is called in drivers.
 */
export function drawDriver(
  { driver, driverIsDrawn }: DesignModule,
  channelOf: (port: DesignPort["name"]) => string,
): string {
  if (!driverIsDrawn) return "";
  const choices = driver.when === "any" ? driver.of : [driver];
  const beats = choices.filter((part) => part.when === "periodic");
  const others = choices.filter((part) => part.when !== "periodic");
  const marks = beats.map((beat) => markOf(beat, "AtLeastEvery", channelOf));
  const isOneMark = others.length > 1 && sameWhen(others);
  const rest = isOneMark
    ? [markOf({ when: "any", of: others }, "AtMostEvery", channelOf)]
    : others.flatMap(alternatives).map((choice) =>
      partsOf(choice).map((part) => markOf(part, "AtMostEvery", channelOf)).join(" && ")
    );
  return [...marks, ...rest.length === 0 ? [] : [rest.join(" || ")]].join(" && ");
}

/** The same with the choices outside, where one mark cannot say them. */
function alternatives(driver: Driver): Driver[] {
  if (driver.when !== "any" && driver.when !== "all") return [driver];
  if (driver.when === "any") {
    return sameWhen(driver.of) ? [driver] : driver.of.flatMap(alternatives);
  }
  return driver.of.map(alternatives).reduce<Driver[]>(
    (all, choices) =>
      all.flatMap((left) =>
        choices.map((right): Driver => ({ when: "all", of: [...partsOf(left), right] }))
      ),
    [{ when: "all", of: [] }],
  );
}

function partsOf(driver: Driver): readonly Driver[] {
  return driver.when === "all" ? driver.of.flatMap(partsOf) : [driver];
}

/** Whether one mark can say all of them. */
function sameWhen(drivers: readonly Driver[]): boolean {
  const [first] = drivers;
  return first !== undefined && ["avail", "vacant", "other"].includes(first.when) &&
    drivers.every(({ when }) => when === first.when);
}

function markOf(
  driver: Driver,
  beat: "AtLeastEvery" | "AtMostEvery",
  channelOf: (port: string) => string,
): string {
  if (driver.when === "periodic") return `${beat}(${printTime(driver.everyMs)})`;
  const of = driver.when === "any" || driver.when === "all" ? driver.of : [driver];
  const words = { avail: "OnEvent", vacant: "OnCapacity", other: "Other" };
  const parts = of.map((part) => {
    if (part.when === "other") return part.name;
    if (part.when !== "avail" && part.when !== "vacant") {
      throw new TypeError(`Cannot draw a driver: "${part.when}" stands within a mark`);
    }
    const share = part.share === 0 ? "" : `:${printShare(part.share)}`;
    return `${channelOf(part.port)}:${part.count}${share}`;
  });
  const word = words[of[0]!.when as keyof typeof words];
  return `${word}(${parts.join(" || ")})`;
}
