import type { Topology } from "../../protocol/mod.ts";
import { actorFiguresOf } from "../catalogue_of_states.ts";
import { History, type HistoryOptions, placesOf } from "../history/mod.ts";
import { actorLabel } from "../sample/mod.ts";
import { PODS_HZ } from "./pod_client.ts";

/** What parts are called, by side: by that they are known again when the picture is another one. */
interface PartNames {
  readonly a: readonly string[];
  readonly c: readonly string[];
}

/** The past of all pods. It goes on whoever comes and goes: of each part that stays, as its pod and that call it. */
export class HubPast {
  readonly history: History;
  #names: PartNames = { a: [], c: [] };

  constructor(options?: HistoryOptions) {
    this.history = new History({ actors: 0, channels: 0, hz: PODS_HZ }, options);
  }

  /** Goes on with the parts of another picture. */
  adopt(topology: Topology): void {
    const [before, names] = [this.#names, namesOf(topology)];
    this.#names = names;
    this.history.adopt({
      a: placesOf(before.a, names.a),
      c: placesOf(before.c, names.c),
    }, actorFiguresOf(topology));
  }
}

function namesOf({ actors, channels }: Topology): PartNames {
  const labels = actors.map(actorLabel);
  return {
    a: labels,
    c: channels.map(({ name, lane, from, to }) =>
      JSON.stringify([name, lane, labels[from], labels[to]])
    ),
  };
}
