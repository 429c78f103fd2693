/** Drivers that are read as they are drawn, and let actors have more or fewer turns than whoever drew them may think. */
import type { Design, DesignModule, DesignPort, Driver } from "../design.ts";

type DrawnTurns = Pick<Design, "modules" | "actors" | "channels">;

/** A line for each such driver, and one for all actors that never have a turn. */
export function turnRemarks(design: DrawnTurns): string[] {
  return [
    ...design.modules.flatMap((module) => [...rushing(module), ...unnamedInputs(module)]),
    ...neverStarted(design),
  ];
}

/** A beat is one more reason for a turn, and holds nothing back: a source that waits for room besides has turns whenever there is some. */
function rushing({ name, ports, driver, driverIsDrawn }: DesignModule): string[] {
  if (!driverIsDrawn || inputsOf(ports).length > 0 || driver.when !== "any") return [];
  const rushes = driver.of.some((part) => part.when === "periodic") &&
    driver.of.some((part) => holds(part, ({ when }) => when === "vacant"));
  return rushes
    ? [
      `mod::${name} sends as fast as there is room: AtLeastEvery holds nothing back, write AtMostEvery if it is to send at that beat`,
    ]
    : [];
}

/** What comes in by a channel of which no driver says anything is taken in turns that others give. */
function unnamedInputs({ name, ports, driver, driverIsDrawn, calls }: DesignModule): string[] {
  if (!driverIsDrawn || calls !== undefined) return [];
  const named = new Set(portsIn(driver));
  const inputs = inputsOf(ports).map((port) => port.name);
  const unnamed = inputs.filter((port) => !named.has(port));
  // Turns that need no message are there to look for messages, too.
  const waits = !holds(driver, ({ when }) => when !== "avail");
  if (!waits || unnamed.length === 0 || unnamed.length === inputs.length) return [];
  const more = unnamed.map((port) => `|| OnEvent(${port}:1)`).join(" ");
  return [
    `mod::${name} has no turn by what comes on ${
      unnamed.join(" and ")
    }, which its driver does not name: it lies there until the driver holds, write ${more} if it is to be taken at once`,
  ];
}

/** Actors that wait for messages of each other, and of nobody who would begin. */
function neverStarted({ modules, actors, channels }: DrawnTurns): string[] {
  const moduleOf = new Map(modules.map((module) => [module.name, module]));
  const senders = new Map(
    channels.map(({ name, lanes }) => [name, lanes.map(({ from }) => from)]),
  );
  const started = new Set<string>();
  const starts = ({ module: name, ends }: Design["actors"][number]): boolean => {
    const module = moduleOf.get(name)!;
    const comes = (port: string, share: number): boolean => {
      const lanes = ends[port] ?? [];
      const live = lanes.filter(({ channel, lane }) => started.has(senders.get(channel)![lane]!));
      return live.length >= Math.max(1, Math.ceil(share * lanes.length));
    };
    const inputs = inputsOf(module.ports);
    if (module.calls !== undefined && inputs.length > 0) {
      return inputs.some((port) => comes(port.name, 0));
    }
    return holds(module.driver, (part) => part.when !== "avail" || comes(part.port, part.share));
  };
  let waiting = [...actors];
  for (let count = -1; count !== waiting.length;) {
    count = waiting.length;
    waiting = waiting.filter((actor) => {
      if (!starts(actor)) return true;
      started.add(actor.id);
      return false;
    });
  }
  if (waiting.length === 0) return [];
  const names = waiting.map(({ id }) => `"${id}"`).join(", ");
  const whole = waiting.length === actors.length
    ? "nothing ever starts this graph"
    : "no turn ever comes";
  return [
    `${whole}: ${names} wait for messages, and none who sends them has a turn before, write AtLeastEvery(1s) for who begins`,
  ];
}

type DriverPart = Exclude<Driver, { readonly when: "any" | "all" }>;

/** Whether a driver holds once some of its conditions do. */
function holds(driver: Driver, isTrue: (condition: DriverPart) => boolean): boolean {
  if (!("of" in driver)) return isTrue(driver);
  return driver.when === "any"
    ? driver.of.some((part) => holds(part, isTrue))
    : driver.of.every((part) => holds(part, isTrue));
}

function portsIn(driver: Driver): string[] {
  if ("of" in driver) return driver.of.flatMap(portsIn);
  return "port" in driver ? [driver.port] : [];
}

function inputsOf(ports: readonly DesignPort[]): DesignPort[] {
  return ports.filter(({ direction }) => direction === "input");
}
