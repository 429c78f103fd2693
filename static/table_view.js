// The table: everything that the graph says, for those who do not look at pictures, and when there is none.

import { byId } from "./dom.js";
import { channelName } from "./edge_view.js";
import { LEVEL_NAMES } from "./levels.js";
import { countText, percentText, rateText } from "./numbers.js";
import { Table } from "./table.js";

/** How often the rows are written and sorted, in milliseconds. */
const PERIOD_MS = 500;

const ACTOR_COLUMNS = [
  { title: "Actor", kind: "words", text: ({ name }) => name, sort: ({ name }) => name },
  { title: "Level", kind: "marked", text: levelText, sort: ({ level }) => level },
  { title: "Busy", text: ({ busy }) => percentText(busy), sort: ({ busy }) => busy },
  { title: "Blocked", text: ({ blocked }) => percentText(blocked), sort: ({ blocked }) => blocked },
  { title: "Waiting", text: ({ waiting }) => percentText(waiting), sort: ({ waiting }) => waiting },
  { title: "Turns", text: ({ turnRate }) => rateText(turnRate), sort: ({ turnRate }) => turnRate },
  { title: "Restarts", text: ({ restarts }) => String(restarts), sort: ({ restarts }) => restarts },
  {
    title: "Status",
    kind: "words",
    text: ({ up, status }) => up ? status ?? "" : "down",
    sort: ({ up }) => up,
  },
];

const CHANNEL_COLUMNS = [
  { title: "Channel", kind: "words", text: ({ name }) => name, sort: ({ name }) => name },
  {
    title: "Level",
    kind: "marked",
    text: levelText,
    sort: ({ level, fill }) => level * 1000 + fill,
  },
  { title: "Fill", text: ({ fill }) => percentText(fill), sort: ({ fill }) => fill },
  { title: "Rate", text: ({ rate }) => rateText(rate), sort: ({ rate }) => rate },
  { title: "Total", text: ({ total }) => countText(total), sort: ({ total }) => total },
  { title: "From", kind: "words", text: ({ from }) => from, sort: ({ from }) => from },
  { title: "To", kind: "words", text: ({ to }) => to, sort: ({ to }) => to },
  { title: "Carries", kind: "words", text: ({ kind }) => kind, sort: ({ kind }) => kind },
];

export class TableView {
  #element = byId("table-view");
  #model;
  #tables = [];
  #written = 0;

  constructor(model, onSelect) {
    this.#model = model;
    this.#element.addEventListener("click", (event) => {
      const row = event.target.closest("tr[data-id]");
      if (row) onSelect(row.dataset.id);
    });
  }

  /** Makes the rows of a topology. */
  draw({ actors, chans }) {
    const labels = actors.map(({ label }) => label);
    this.#tables = [
      new Table("Actors", ACTOR_COLUMNS, actors, (index) => ({
        id: `a${index}`,
        name: labels[index],
        ...this.#model.actor(index),
      })),
      new Table("Channels", CHANNEL_COLUMNS, chans, (index) => ({
        ...this.#model.channel(index),
        id: `c${index}`,
        name: channelName(chans[index]),
        kind: chans[index].kind,
        from: labels[chans[index].from],
        to: labels[chans[index].to],
      })),
    ];
    this.#element.replaceChildren(...this.#tables.map(({ element }) => element));
    this.#written = 0;
  }

  /** Writes the rows, if the table is seen and it is time. */
  update(now) {
    if (this.#element.hidden || now - this.#written < PERIOD_MS) return;
    this.#written = now;
    for (const table of this.#tables) table.update();
  }

  /** Marks what is selected. */
  select(id) {
    for (const row of this.#element.querySelectorAll("tr[data-id]")) {
      row.toggleAttribute("data-selected", row.dataset.id === id);
    }
  }

  /** Writes the rows at the next update. */
  due() {
    this.#written = 0;
  }
}

function levelText({ level }) {
  return LEVEL_NAMES[level ?? 0];
}
