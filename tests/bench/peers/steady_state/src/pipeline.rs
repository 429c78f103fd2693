//! generator → (worker →) consumer. `mode`: `slices` (zero copy), `batch` (send_slice and take_slice over a buffer), `single`.
use crate::meter::{finish, Meter};
use crate::msg::Msg;
use crate::Plan;
use steady_state::*;

type Done = Result<(), Box<dyn Error>>;

pub fn build<T: Msg>(graph: &mut Graph, plan: &Plan) {
    let capacity = plan.number("capacity", 1024);
    let telemetry = plan.number("telemetry", 0) == 1;
    let builder = if telemetry {
        graph.channel_builder().with_capacity(capacity).with_avg_rate()
    } else {
        graph.channel_builder().with_capacity(capacity)
    };
    let actors = graph.actor_builder();
    let (tx, rx) = builder.build::<T>();
    let p = plan.clone();
    actors.with_name("generator").build(
        move |context| generator::<T>(context, tx.clone(), p.clone()),
        SoloAct,
    );
    let last = if plan.number("actors", 3) == 2 {
        rx
    } else {
        let (tx2, rx2) = builder.build::<T>();
        let p = plan.clone();
        actors.with_name("worker").build(
            move |context| worker::<T>(context, rx.clone(), tx2.clone(), p.clone()),
            SoloAct,
        );
        rx2
    };
    let p = plan.clone();
    actors.with_name("consumer").build(
        move |context| consumer::<T>(context, last.clone(), p.clone()),
        SoloAct,
    );
}

/// How many messages a wait asks for: half the channel, as in the lesson, unless told otherwise.
fn want(plan: &Plan, capacity: usize) -> usize {
    plan.number("wait", capacity / 2).clamp(1, capacity)
}

async fn generator<T: Msg>(actor: SteadyActorShadow, tx: SteadyTx<T>, plan: Plan) -> Done {
    if plan.number("telemetry", 0) == 1 {
        generate(actor.into_spotlight([], [&tx]), tx, plan).await
    } else {
        generate(actor, tx, plan).await
    }
}

async fn generate<A: SteadyActor, T: Msg>(mut actor: A, tx: SteadyTx<T>, plan: Plan) -> Done {
    let mut tx = tx.lock().await;
    let wait_for = want(&plan, tx.capacity());
    let mut next = 0.0f64;
    let mut buffer = vec![T::default(); tx.capacity()];
    match plan.text("mode") {
        "slices" => {
            while actor.is_running(|| tx.mark_closed()) {
                await_for_all!(actor.wait_vacant(&mut tx, wait_for));
                let (a, b) = actor.poke_slice(&mut tx);
                let count = a.len() + b.len();
                for slot in a {
                    slot.write(T::make(next));
                    next += 1.0;
                }
                for slot in b {
                    slot.write(T::make(next));
                    next += 1.0;
                }
                actor.advance_send_index(&mut tx, count);
            }
        }
        "batch" => {
            while actor.is_running(|| tx.mark_closed()) {
                await_for_all!(actor.wait_vacant(&mut tx, wait_for));
                let count = wait_for;
                for slot in &mut buffer[..count] {
                    *slot = T::make(next);
                    next += 1.0;
                }
                actor.send_slice(&mut tx, &buffer[..count]);
            }
        }
        _ => {
            while actor.is_running(|| tx.mark_closed()) {
                await_for_all!(actor.wait_vacant(&mut tx, wait_for));
                while actor.try_send(&mut tx, T::make(next)).is_sent() {
                    next += 1.0;
                }
            }
        }
    }
    Ok(())
}

async fn worker<T: Msg>(actor: SteadyActorShadow, rx: SteadyRx<T>, tx: SteadyTx<T>, plan: Plan) -> Done {
    if plan.number("telemetry", 0) == 1 {
        work(actor.into_spotlight([&rx], [&tx]), rx, tx, plan).await
    } else {
        work(actor, rx, tx, plan).await
    }
}

async fn work<A: SteadyActor, T: Msg>(mut actor: A, rx: SteadyRx<T>, tx: SteadyTx<T>, plan: Plan) -> Done {
    let mut rx = rx.lock().await;
    let mut tx = tx.lock().await;
    let wait_for = want(&plan, rx.capacity());
    let mut buffer = vec![T::default(); wait_for];
    while actor.is_running(|| rx.is_closed_and_empty() && tx.mark_closed()) {
        await_for_all!(actor.wait_avail(&mut rx, wait_for), actor.wait_vacant(&mut tx, wait_for));
        match plan.text("mode") {
            "slices" => {
                let (peek_a, peek_b) = actor.peek_slice(&mut rx);
                let (poke_a, poke_b) = actor.poke_slice(&mut tx);
                let count = (peek_a.len() + peek_b.len()).min(poke_a.len() + poke_b.len());
                let mut done = 0;
                while done < count {
                    // The parts of both rings that are in one piece.
                    let source =
                        if done < peek_a.len() { &peek_a[done..] } else { &peek_b[done - peek_a.len()..] };
                    let part = count - done;
                    let target = if done < poke_a.len() {
                        &mut poke_a[done..]
                    } else {
                        let from = done - poke_a.len();
                        &mut poke_b[from..]
                    };
                    let part = part.min(source.len()).min(target.len());
                    for (slot, message) in target[..part].iter_mut().zip(&source[..part]) {
                        slot.write(message.step());
                    }
                    done += part;
                }
                actor.advance_send_index(&mut tx, count);
                actor.advance_take_index(&mut rx, count);
            }
            "batch" => {
                let count = actor.take_slice(&mut rx, &mut buffer[..]).item_count();
                for message in &mut buffer[..count] {
                    *message = message.step();
                }
                actor.send_slice(&mut tx, &buffer[..count]);
            }
            _ => {
                while !actor.is_full(&mut tx) {
                    let Some(message) = actor.try_take(&mut rx) else { break };
                    let _ = actor.try_send(&mut tx, message.step());
                }
            }
        }
    }
    Ok(())
}

async fn consumer<T: Msg>(actor: SteadyActorShadow, rx: SteadyRx<T>, plan: Plan) -> Done {
    if plan.number("telemetry", 0) == 1 {
        consume(actor.into_spotlight([&rx], []), rx, plan).await
    } else {
        consume(actor, rx, plan).await
    }
}

async fn consume<A: SteadyActor, T: Msg>(mut actor: A, rx: SteadyRx<T>, plan: Plan) -> Done {
    let mut rx = rx.lock().await;
    let wait_for = want(&plan, rx.capacity());
    let mut buffer = vec![T::default(); rx.capacity()];
    let mut meter = Meter::new(&plan);
    let (mut total, mut sum) = (0u64, 0.0f64);
    while actor.is_running(|| rx.is_closed_and_empty()) {
        await_for_all!(actor.wait_avail(&mut rx, wait_for));
        match plan.text("mode") {
            "slices" => {
                let (a, b) = actor.peek_slice(&mut rx);
                for message in a {
                    sum += message.value();
                }
                for message in b {
                    sum += message.value();
                }
                let count = a.len() + b.len();
                actor.advance_take_index(&mut rx, count);
                total += count as u64;
            }
            "batch" => {
                let count = actor.take_slice(&mut rx, &mut buffer[..]).item_count();
                for message in &buffer[..count] {
                    sum += message.value();
                }
                total += count as u64;
            }
            _ => {
                let mut left = 4096;
                while let Some(message) = actor.try_take(&mut rx) {
                    sum += message.value();
                    total += 1;
                    left -= 1;
                    if left == 0 {
                        break;
                    }
                }
            }
        }
        if let Some(rate) = meter.look(total) {
            finish(rate, sum);
        }
    }
    Ok(())
}
