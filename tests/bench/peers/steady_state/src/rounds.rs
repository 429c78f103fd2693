//! Round trips between two solo actors. `pause` ms between two of them, so that both ends sleep; 0 for back to back.
use crate::Plan;
use std::time::Instant;
use steady_state::*;

type Done = Result<(), Box<dyn Error>>;

pub fn build(graph: &mut Graph, plan: &Plan) {
    let builder = graph.channel_builder().with_capacity(64);
    let (ping_tx, ping_rx) = builder.build::<f64>();
    let (pong_tx, pong_rx) = builder.build::<f64>();
    let actors = graph.actor_builder();
    let p = plan.clone();
    actors
        .with_name("ping")
        .build(move |context| ping(context, ping_tx.clone(), pong_rx.clone(), p.clone()), SoloAct);
    actors.with_name("pong").build(move |context| pong(context, ping_rx.clone(), pong_tx.clone()), SoloAct);
}

async fn ping(mut actor: SteadyActorShadow, tx: SteadyTx<f64>, rx: SteadyRx<f64>, plan: Plan) -> Done {
    let mut tx = tx.lock().await;
    let mut rx = rx.lock().await;
    let rounds = plan.number("rounds", 1000);
    let pause = plan.number("pause", 0) as u64;
    let mut spent = Vec::with_capacity(rounds);
    for round in 0..rounds + rounds / 10 {
        if pause > 0 {
            actor.wait(Duration::from_millis(pause)).await;
        }
        let begin = Instant::now();
        let _ = actor.try_send(&mut tx, round as f64);
        actor.wait_avail(&mut rx, 1).await;
        actor.try_take(&mut rx).expect("an echo");
        if round >= rounds / 10 {
            spent.push(begin.elapsed().as_nanos() as u64);
        }
    }
    spent.sort_unstable();
    let at = |q: f64| spent[((spent.len() as f64 * q) as usize).min(spent.len() - 1)] as f64 / 1000.0;
    println!("{{\"p50\":{},\"p99\":{},\"p999\":{}}}", at(0.5), at(0.99), at(0.999));
    std::process::exit(0)
}

async fn pong(mut actor: SteadyActorShadow, rx: SteadyRx<f64>, tx: SteadyTx<f64>) -> Done {
    let mut rx = rx.lock().await;
    let mut tx = tx.lock().await;
    while actor.is_running(|| rx.is_closed_and_empty() && tx.mark_closed()) {
        actor.wait_avail(&mut rx, 1).await;
        while let Some(message) = actor.try_take(&mut rx) {
            let _ = actor.try_send(&mut tx, message);
        }
    }
    Ok(())
}
