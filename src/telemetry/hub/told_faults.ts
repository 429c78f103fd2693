/** More parts than these no hub can show. */
const MAX_PARTS = 100_000;

/** More figures than these no page can show. */
const MAX_FIGURES = 1000;

/** What is wrong with a first word that came over the wire; `null` if nothing is. */
export function helloFault(hello: unknown): string | null {
  const { app, pod, epoch, columns, figures } = Object(hello) as Readonly<Record<string, unknown>>;
  if (typeof app !== "string" || typeof epoch !== "string") return "it has no name or no epoch";
  if (pod !== undefined && typeof pod !== "string") return "its name is no text";
  for (const side of ["a", "c"]) {
    const names = Object(columns)[side];
    if (!isShortList(names) || !names.every((name) => typeof name === "string")) {
      return "its columns have no names";
    }
    const told = Object(figures)[side];
    if (!isShortList(told) || !told.every(isFigure)) return "its figures are none";
  }
  return null;
}

function isShortList(list: unknown): list is unknown[] {
  return Array.isArray(list) && list.length <= MAX_FIGURES;
}

function isFigure(figure: unknown): boolean {
  const { name, unit, about } = Object(figure) as Readonly<Record<string, unknown>>;
  return typeof name === "string" && typeof unit === "string" && typeof about === "string";
}

/** What is wrong with a topology that came over the wire; `null` if nothing is. What is built of it goes by its numbers. */
export function topologyFault(topology: unknown): string | null {
  const { rev, graph, actors, chans } = Object(topology) as Readonly<Record<string, unknown>>;
  if (typeof rev !== "number" || typeof graph !== "string") return "it has no name or no number";
  if (!Array.isArray(actors) || !Array.isArray(chans)) return "it has no actors or no channels";
  if (actors.length + chans.length > MAX_PARTS) return `it has more than ${MAX_PARTS} parts`;
  const actor = actors.findIndex((one) => !isActor(Object(one)));
  if (actor >= 0) return `actor ${actor} has no name or no label`;
  const channel = chans.findIndex((one) => !isChannel(Object(one), actors.length));
  return channel < 0 ? null : `channel ${channel} has no name, or leads from or to no actor`;
}

function isActor({ name, label, troupe, link }: Readonly<Record<string, unknown>>): boolean {
  return typeof name === "string" && typeof label === "string" &&
    (troupe === null || typeof troupe === "string") && (link === undefined || isLink(Object(link)));
}

function isLink({ key, role, deathCosts }: Readonly<Record<string, unknown>>): boolean {
  return typeof key === "string" && (role === "egress" || role === "ingress") &&
    (deathCosts === undefined || isTexts(deathCosts));
}

function isTexts(costs: unknown): boolean {
  return typeof costs === "object" && costs !== null &&
    Object.values(costs).every((text) => typeof text === "string");
}

function isChannel(
  { name, from, to, kind, capacity }: Readonly<Record<string, unknown>>,
  actors: number,
): boolean {
  const isOne = (at: unknown) => Number.isInteger(at) && Number(at) >= 0 && Number(at) < actors;
  return typeof name === "string" && typeof kind === "string" && typeof capacity === "number" &&
    isOne(from) && isOne(to);
}
