/**
 * What the host names as a worker's module. Each worker gets this URL with a number of its own, and the number would make a
 * TypeScript module a new one each time, to be checked anew wherever types are checked.
 *
 * It names all that a worker loads of this package, in one list: found level by level, the modules take a tenth longer. One that is
 * missing here is loaded all the same. Written by `deno task worker-modules`.
 *
 * The imports are static: with one that has to be awaited, the host's first message could come before anybody listens.
 */
import "../actor/caution.ts";
import "../actor/conditions.ts";
import "../actor/definition.ts";
import "../actor/done_marks.ts";
import "../actor/generation.ts";
import "../actor/handle.ts";
import "../actor/late_rooms.ts";
import "../actor/letters.ts";
import "../actor/log.ts";
import "../actor/lookout.ts";
import "../actor/mod.ts";
import "../actor/outline.ts";
import "../actor/own_conditions.ts";
import "../actor/performance.ts";
import "../actor/spin.ts";
import "../actor/stream_desk.ts";
import "../actor/streams.ts";
import "../actor/turns.ts";
import "../actor/votes.ts";
import "../channel/bundle.ts";
import "../channel/condition.ts";
import "../channel/json/json_code.ts";
import "../channel/json/json_layout.ts";
import "../channel/json/json_outlines.ts";
import "../channel/json/json_parts.ts";
import "../channel/json/json_ring.ts";
import "../channel/json/mod.ts";
import "../channel/kinds.ts";
import "../channel/record/bytes_ring.ts";
import "../channel/record/mod.ts";
import "../channel/record/record_ring.ts";
import "../channel/record/text_ring.ts";
import "../channel/ring/caution.ts";
import "../channel/ring/channel_layout.ts";
import "../channel/ring/end.ts";
import "../channel/ring/kind.ts";
import "../channel/ring/mod.ts";
import "../channel/ring/overflow.ts";
import "../channel/ring/ring_memory.ts";
import "../channel/ring/rx_control.ts";
import "../channel/ring/rx_end.ts";
import "../channel/ring/slices.ts";
import "../channel/ring/tx_control.ts";
import "../channel/ring/tx_end.ts";
import "../channel/scalar/mod.ts";
import "../channel/scalar/scalar_ring.ts";
import "../channel/struct/mod.ts";
import "../channel/struct/struct_code.ts";
import "../channel/struct/struct_columns.ts";
import "../channel/struct/struct_ring.ts";
import "../channel/struct/struct_schema.ts";
import "../channel/struct/struct_text.ts";
import "../copy.ts";
import "../errors.ts";
import "../generation_over.ts";
import "../life_lock.ts";
import "../log_level.ts";
import "../memory/doorbell.ts";
import "../memory/doorbell_layout.ts";
import "../memory/region.ts";
import "../memory/region_layout.ts";
import "../memory/views.ts";
import "../own_worker.ts";
import "../package.ts";
import "../probe/probe_layout.ts";
import "../probe/trail_layout.ts";
import "../probe/trail_write.ts";
import "../probe/write.ts";
import "../shutdown/ballot.ts";
import "../shutdown/ballot_layout.ts";
import "../state/mod.ts";
import "../state/record_value.ts";
import "../state/state_layout.ts";
import "../state/state_spec.ts";
import "../state/state_store.ts";
import "./breath.ts";
import "./cast.ts";
import "./deadlines.ts";
import "./harmless_console.ts";
import "./run_queue.ts";
import "./troupe_scheduler.ts";
import "../turn/journal.ts";
import "../turn/journal_layout.ts";
import "../turn/mod.ts";
import "../wide_count.ts";
import "../world.ts";
import "./entry.ts";
