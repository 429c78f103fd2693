import { textOf } from "../../errors.ts";
import type { TelemetrySource } from "../../protocol/mod.ts";
import { json, refuse, type Responder } from "../http/mod.ts";
import type { Observer } from "../observe/mod.ts";
import type { ActorDetail } from "./api_schema.ts";
import { detailView } from "./detail_view.ts";

/** What somebody is told who asks for what there is not. */
export const NO_SUCH_PART = "Cannot find an actor or a channel of that id";

/** Makes what answers with all that an observer knows of one actor or channel. */
export function detailDesk(observer: Observer): Responder {
  return (ask) => {
    const { source, latest, measures } = observer;
    const id = ask.param("id");
    const view = detailView(source.topology, latest, measures, id, givenTo(source, id));
    return view === null ? refuse(404, NO_SUCH_PART) : json(view);
  };
}

/** What an actor was given: its args, as people read them, and its thread. None for a channel. */
function givenTo(source: TelemetrySource, id: string): Pick<ActorDetail, "args" | "thread"> {
  const actor = /^a\d+$/.test(id) ? Number(id.slice(1)) : source.topology.actors.length;
  if (source.topology.actors[actor] === undefined) return { args: {}, thread: null };
  const args = Object.entries(source.argsOf?.(actor) ?? {});
  return {
    args: Object.fromEntries(args.map(([name, value]) => [name, textOf(value)])),
    thread: source.threadOf?.(actor) ?? null,
  };
}
