import type { LifeMessage, LoadMessage, NewsMessage, WorkerMessage } from "../../protocol/mod.ts";

type GroupOf<M> = M extends LoadMessage ? "load" : M extends LifeMessage ? "life" : "news";

/** For whom each message of a worker is. */
const GROUPS: { readonly [M in WorkerMessage as M["type"]]: GroupOf<M> } = {
  alive: "load",
  loaded: "load",
  notLoaded: "load",
  ended: "life",
  crashed: "life",
  retired: "life",
  uncaught: "life",
  eased: "life",
  pong: "life",
  veto: "news",
  stop: "news",
  log: "news",
  deadLetter: "news",
  notReplayed: "news",
};

/** Who takes the messages of a worker. */
export interface WorkerEars {
  onLoad(message: LoadMessage): void;
  onLife(message: LifeMessage): void;
  onNews(message: NewsMessage): void;
}

/** Hands a message to whom it is for. The one place that looks at all of them. */
export function handOut(message: WorkerMessage, { onLoad, onLife, onNews }: WorkerEars): void {
  const group = GROUPS[message.type];
  if (group === "load") onLoad(message as LoadMessage);
  else if (group === "life") onLife(message as LifeMessage);
  else onNews(message as NewsMessage);
}
