//! One of two processes that are joined by aqueducts over Aeron, whose media driver has to run, and which neither this crate nor cargo brings:
//! Java's is the artifact io.aeron:aeron-all (1.44.1 was tried), started by `java --add-opens java.base/sun.nio.ch=ALL-UNNAMED
//! -Daeron.threading.mode=SHARED -Daeron.dir=/dev/shm/aeron-default -cp aeron-all.jar io.aeron.driver.MediaDriver`; the folder ends with the
//! name in USER, or is that one without. Then `steady-state-peer program=aqueduct media=ipc role=take` or `role=send`, with `what=records`
//! or `what=rounds`. A taking end takes nothing for ever if its partner's publication comes after it: for round trips over `media=ipc` have
//! the driver make small ones quickly, by `-Daeron.ipc.term.buffer.length=1048576` before `-cp`, and ask for few, by `rounds=30`: each takes a
//! second. Records of `size` bytes go one way, `batch` of them as one item of the stream; a round trip is there and back again.
//! Who takes prints the rate of records, who sends the time of a round trip.
use crate::Plan;
use std::time::Instant;
use steady_state::distributed::aeron_channel_builder::AeronConfig;
use steady_state::distributed::aeron_channel_structs::{Channel, Endpoint, MediaType};
use steady_state::distributed::aqueduct_builder::AqueductBuilder;
use steady_state::*;

type Done = Result<(), Box<dyn Error>>;

/// Streams of the driver: one for each way.
const THERE: i32 = 1001;
const BACK: i32 = 1002;

pub fn build(graph: &mut Graph, plan: &Plan) {
    let item = plan.number("size", 64) * plan.number("batch", 1);
    let builder = graph.channel_builder().with_capacity((plan.number("capacity", 65_536) / plan.number("batch", 1)).max(4));
    let actors = graph.actor_builder();
    let (out, to_link) = builder.build_stream::<StreamEgress>(item);
    let (from_link, input) = builder.build_stream::<StreamIngress>(item);
    let sends = plan.text("role") == "send";
    let rounds = plan.text("what") == "rounds";
    let p = plan.clone();
    if sends || rounds {
        let stream = if sends { THERE } else { BACK };
        to_link.build_aqueduct(AqueTech::Aeron(channel(plan, stream), stream), &actors.with_name("egress").never_simulate(true), SoloAct);
    }
    if !sends || rounds {
        let stream = if sends { BACK } else { THERE };
        from_link.build_aqueduct(AqueTech::Aeron(channel(plan, stream), stream), &actors.with_name("ingress").never_simulate(true), SoloAct);
    }
    match (sends, rounds) {
        (true, false) => actors.with_name("source").build(move |context| source(context, out.clone(), p.clone()), SoloAct),
        (false, false) => actors.with_name("sink").build(move |context| sink(context, input.clone(), p.clone()), SoloAct),
        (true, true) => actors.with_name("asker").build(move |context| ask(context, out.clone(), input.clone(), p.clone()), SoloAct),
        (false, true) => actors.with_name("echo").build(move |context| echo(context, input.clone(), out.clone()), SoloAct),
    };
}

fn channel(plan: &Plan, stream: i32) -> Channel {
    let config = AeronConfig::new();
    if plan.text("media") == "ipc" {
        return config.with_media_type(MediaType::Ipc).use_ipc().build();
    }
    let port = (plan.number("port", 40_456) as i32 + stream) as u16;
    let endpoint = Endpoint { ip: "127.0.0.1".parse().expect("an address"), port };
    config.with_media_type(MediaType::Udp).use_point_to_point(endpoint).build()
}

async fn source(mut actor: SteadyActorShadow, tx: SteadyStreamTx<StreamEgress>, plan: Plan) -> Done {
    let mut tx = tx.lock().await;
    let mut item = vec![7u8; plan.number("size", 64) * plan.number("batch", 1)];
    let mut number = 0u64;
    number_as(&mut item, number);
    while actor.is_running(|| tx.mark_closed()) {
        await_for_all!(actor.wait_vacant(&mut tx, (1, item.len())));
        while actor.try_send(&mut tx, &item).is_sent() {
            number += 1;
            number_as(&mut item, number);
        }
    }
    Ok(())
}

async fn sink(mut actor: SteadyActorShadow, rx: SteadyStreamRx<StreamIngress>, plan: Plan) -> Done {
    let mut rx = rx.lock().await;
    let (records, batch) = (plan.number("records", 2_000_000), plan.number("batch", 1));
    let mut taken = 0;
    let mut begun = None;
    while actor.is_running(|| rx.is_closed_and_empty()) {
        await_for_all!(actor.wait_avail(&mut rx, 1));
        while let Some((_, item)) = actor.try_take(&mut rx) {
            let expected = (taken / batch) as u64;
            if number_of(&item) != expected {
                println!("{{\"wrong\":\"item {} came for {}\"}}", number_of(&item), expected);
                std::process::exit(1)
            }
            let begun = *begun.get_or_insert_with(Instant::now);
            taken += batch;
            if taken >= records {
                println!("{{\"rate\":{}}}", taken as f64 / begun.elapsed().as_secs_f64());
                std::process::exit(0)
            }
        }
    }
    Ok(())
}

async fn ask(mut actor: SteadyActorShadow, tx: SteadyStreamTx<StreamEgress>, rx: SteadyStreamRx<StreamIngress>, plan: Plan) -> Done {
    let mut tx = tx.lock().await;
    let mut rx = rx.lock().await;
    let rounds = plan.number("rounds", 200);
    let mut record = vec![7u8; plan.number("size", 64)];
    let mut spent = Vec::with_capacity(rounds);
    for round in 0..rounds + rounds / 10 {
        number_as(&mut record, round as u64);
        let begin = Instant::now();
        while !actor.try_send(&mut tx, &record).is_sent() {
            actor.wait_vacant(&mut tx, (1, record.len())).await;
        }
        loop {
            match actor.try_take(&mut rx) {
                // Echoes of what was sent before are none of this one.
                Some((_, echo)) if number_of(&echo) == round as u64 => break,
                Some(_) => {}
                None => {
                    actor.wait_avail(&mut rx, 1).await;
                }
            }
        }
        if round >= rounds / 10 {
            spent.push(begin.elapsed().as_secs_f64() * 1000.0);
        }
    }
    spent.sort_by(f64::total_cmp);
    println!("{{\"roundMs\":{}}}", spent[spent.len() / 2]);
    std::process::exit(0)
}

async fn echo(mut actor: SteadyActorShadow, rx: SteadyStreamRx<StreamIngress>, tx: SteadyStreamTx<StreamEgress>) -> Done {
    let mut rx = rx.lock().await;
    let mut tx = tx.lock().await;
    while actor.is_running(|| rx.is_closed_and_empty() && tx.mark_closed()) {
        actor.wait_avail(&mut rx, 1).await;
        while let Some((_, record)) = actor.try_take(&mut rx) {
            let _ = actor.try_send(&mut tx, &record);
        }
    }
    Ok(())
}

fn number_as(item: &mut [u8], number: u64) {
    item[..8].copy_from_slice(&number.to_le_bytes());
}

fn number_of(item: &[u8]) -> u64 {
    u64::from_le_bytes(item[..8].try_into().expect("eight bytes"))
}
