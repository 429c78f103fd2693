//! Byte records of one size: its stream channel (control and payload rings).
use crate::meter::{finish, Meter};
use crate::Plan;
use steady_state::*;

type Done = Result<(), Box<dyn Error>>;

pub fn build(graph: &mut Graph, plan: &Plan) {
    let (capacity, size) = (plan.number("capacity", 1024), plan.number("size", 1024));
    let (tx, rx) = graph.channel_builder().with_capacity(capacity).build_stream::<StreamEgress>(size);
    let actors = graph.actor_builder();
    let p = plan.clone();
    actors.with_name("generator").build(move |context| generate(context, tx.clone(), p.clone()), SoloAct);
    let p = plan.clone();
    actors.with_name("consumer").build(move |context| consume(context, rx.clone(), p.clone()), SoloAct);
}

async fn generate(mut actor: SteadyActorShadow, tx: SteadyStreamTx<StreamEgress>, plan: Plan) -> Done {
    let mut tx = tx.lock().await;
    let size = plan.number("size", 1024);
    let half = (plan.number("capacity", 1024) / 2).max(1);
    let record = vec![7u8; size];
    while actor.is_running(|| tx.mark_closed()) {
        await_for_all!(actor.wait_vacant(&mut tx, (half, half * size)));
        while actor.try_send(&mut tx, &record).is_sent() {}
    }
    Ok(())
}

async fn consume(mut actor: SteadyActorShadow, rx: SteadyStreamRx<StreamEgress>, plan: Plan) -> Done {
    let mut rx = rx.lock().await;
    let half = (plan.number("capacity", 1024) / 2).max(1);
    let mut meter = Meter::new(&plan);
    let (mut total, mut sum) = (0u64, 0.0);
    while actor.is_running(|| rx.is_closed_and_empty()) {
        await_for_all!(actor.wait_avail(&mut rx, half));
        while let Some((_, record)) = actor.try_take(&mut rx) {
            sum += record[record.len() - 1] as f64;
            total += 1;
            if total & 63 == 0 {
                break;
            }
        }
        if let Some(rate) = meter.look(total) {
            finish(rate, sum);
        }
    }
    Ok(())
}
