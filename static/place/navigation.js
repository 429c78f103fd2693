// @ts-check
// Where somebody is on the page: what is selected, which view is open, and the address that says so.

import { byId } from "../dom/dom.js";
import { Link } from "./link.js";
import { uncover } from "../dom/sheet.js";

/**
 * @typedef {import("./fragment.js").Place} Place
 * @typedef {import("../graph/scene.js").EdgeView} EdgeView
 */
/**
 * @typedef {object} Views the views and controls that have a say in where somebody is
 * @property {import("../graph/graph_view.js").GraphView} graph
 * @property {import("../fold/folding.js").Folding} folding
 * @property {import("../graph/around.js").Around} around
 * @property {import("../table/table_view.js").TableView} table
 * @property {import("../panel/details.js").Details} details
 * @property {import("../panel/group_panel.js").GroupPanel} panel
 * @property {import("../find/find_box.js").FindBox} finder
 * @property {import("../lens/lens_view.js").LensView} lens
 * @property {import("../playback/time_travel.js").TimeTravel} time
 * @property {() => void} onChange
 */

export class Navigation {
  /**
   * The id of what is selected, or `null`.
   * @type {string | null}
   */
  selected = null;
  #view = "graph";
  #parts;
  #link;
  /** @type {Place | null} */
  #wanted = null;

  /**
   * `parts` are the views and controls that have a say in it.
   * @param {Views} parts
   */
  constructor(parts) {
    this.#parts = parts;
    this.#link = new Link({
      read: () => this.#place,
      onPlace: (place) => this.#goToPlace(place),
    });
    for (const button of viewButtons()) {
      button.addEventListener("click", () => this.view(String(button.dataset.view)));
    }
  }

  /**
   * The views that can be opened, by their keys: the buttons of the page say them.
   * @returns {{ key: string, name: string }[]}
   */
  get views() {
    return [...viewButtons()].map(({ dataset: { key = "", view = "" } }) => ({ key, name: view }));
  }

  /** Goes where the address says, as far as that is possible before there is a graph. */
  start() {
    this.#wanted = this.#link.place;
    this.#goToPlace(this.#wanted);
  }

  /** There is a picture: goes on to where the address says, or stays. */
  drawn() {
    if (this.#wanted) this.#arrive(this.#wanted);
    else this.select(this.selected);
    this.#wanted = null;
    this.note();
  }

  /**
   * Selects an actor, a channel, a group or a folded edge, or nothing.
   * @param {string | null} id
   */
  select(id) {
    const { graph, folding, table, details, panel } = this.#parts;
    const edge = /** @type {EdgeView | null | undefined} */ (
      id?.startsWith("e") ? graph.scene?.holderOf(id) : null
    );
    const group = id?.startsWith("g") ? folding.groups.find((one) => one.id === id) : null;
    const folded = /^[eg]/.test(id ?? "");
    this.selected = folded && !edge && !group ? null : id;
    graph.select(this.selected);
    table.select(this.selected);
    details.show(folded ? null : this.selected);
    panel.show(edge ? { title: edge.title, channels: edge.channels } : group ? { group } : null);
    byId("details").hidden = folded && this.selected !== null;
    document.body.toggleAttribute("data-selection", this.selected !== null);
    if (this.selected !== null) {
      graph.keepSeen(this.selected);
      uncover(graph.scene?.holderOf(this.selected)?.element, byId(folded ? "group" : "details"));
    }
    this.note();
  }

  /**
   * Selects and shows.
   * @param {string} id
   */
  goTo(id) {
    this.select(id);
    if (this.#view === "graph") this.#parts.graph.reveal(id);
  }

  /**
   * Opens a view by name.
   * @param {string} name
   */
  view(name) {
    this.#view = name;
    for (const button of viewButtons()) {
      const shown = button.dataset.view === name;
      byId(`${button.dataset.view}-view`).hidden = !shown;
      button.setAttribute("aria-pressed", String(shown));
    }
    this.#parts.table.due();
    this.note();
  }

  /** Something that the address says has changed. */
  note() {
    this.#link.note();
    this.#parts.onChange();
  }

  /** @returns {Place} */
  get #place() {
    const { graph, folding, around, finder, lens, time } = this.#parts;
    return {
      sel: this.selected,
      view: this.#view,
      fold: folding.names,
      around: around.name,
      find: finder.text,
      lens: lens.on,
      z: graph.viewport.look,
      t: time.position === null ? null : String(Math.round(time.position)),
    };
  }

  /** @param {Place} place */
  #goToPlace(place) {
    const { graph, folding, around, finder, lens } = this.#parts;
    this.view(
      document.querySelector(`[data-view="${CSS.escape(place.view)}"]`) ? place.view : "graph",
    );
    finder.text = place.find;
    lens.set(place.lens);
    this.#wanted = place;
    // What is folded draws the graph anew, if there is one, and what is left is done then.
    around.name = place.around;
    folding.names = place.fold;
    if (graph.scene) this.drawn();
  }

  /** @param {Place} place */
  #arrive({ sel, z, t }) {
    const { graph, time } = this.#parts;
    this.select(graph.scene?.holderOf(sel ?? "") ? sel : null);
    graph.viewport.look = z;
    if (t !== null && Number.isFinite(Number(t))) time.seek(Number(t));
  }
}

function viewButtons() {
  return /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-view]"));
}
