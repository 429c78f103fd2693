//! A ring of actors in two troupes: the first half in one, the second in the other. Without tokens it idles.
use crate::Plan;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use steady_state::*;

type Done = Result<(), Box<dyn Error>>;

static UP: AtomicUsize = AtomicUsize::new(0);
static PASSED: OnceLock<Vec<AtomicU64>> = OnceLock::new();

fn resident_bytes() -> f64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ').nth(1).and_then(|pages| pages.parse::<f64>().ok()).unwrap_or(0.0) * 4096.0
}

/// Processor time of all threads so far, in ms, at the usual 100 ticks a second.
fn processor_ms() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text[text.rfind(')').unwrap_or(0) + 2..].split(' ').collect();
    (fields[11].parse::<f64>().unwrap_or(0.0) + fields[12].parse::<f64>().unwrap_or(0.0)) * 10.0
}

fn passed() -> u64 {
    PASSED.get().map_or(0, |all| all.iter().map(|one| one.load(Ordering::Relaxed)).sum())
}

/// Watches from a thread of its own, and ends the process with the figures.
fn watch(plan: Plan, memory: f64, born: Instant) {
    let count = plan.number("count", 100);
    while UP.load(Ordering::SeqCst) < count {
        std::thread::sleep(Duration::from_micros(200));
    }
    let start = born.elapsed().as_micros() as f64 / 1000.0;
    let bytes = (resident_bytes() - memory) / count as f64;
    let sleep = |key: &str, otherwise| {
        std::thread::sleep(Duration::from_millis(plan.number(key, otherwise) as u64))
    };
    if plan.number("tokens", count / 10) == 0 {
        std::thread::sleep(Duration::from_secs(1));
        let (spent, from) = (processor_ms(), Instant::now());
        sleep("idle", 3000);
        let percent = (processor_ms() - spent) / from.elapsed().as_millis() as f64 * 100.0;
        println!("{{\"start\":{start},\"bytes\":{bytes},\"percent\":{percent}}}");
    } else {
        sleep("warm", 200);
        let (before, from) = (passed(), Instant::now());
        sleep("measure", 400);
        let rate = (passed() - before) as f64 / from.elapsed().as_secs_f64();
        println!("{{\"start\":{start},\"bytes\":{bytes},\"rate\":{rate}}}");
    }
    std::process::exit(0);
}

pub fn build(graph: &mut Graph, plan: &Plan) {
    let (memory, born) = (resident_bytes(), Instant::now());
    let p = plan.clone();
    std::thread::spawn(move || watch(p, memory, born));
    let count = plan.number("count", 100);
    let tokens = plan.number("tokens", count / 10);
    let _ = PASSED.set((0..count).map(|_| AtomicU64::new(0)).collect());
    let builder = graph.channel_builder().with_capacity(64);
    let actors = graph.actor_builder();
    let (txs, rxs): (Vec<_>, Vec<_>) = (0..count).map(|_| builder.build::<f64>()).unzip();
    let mut troupes = [graph.actor_troupe(), graph.actor_troupe()];
    for index in 0..count {
        let rx = rxs[index].clone();
        let tx = txs[(index + 1) % count].clone();
        let begins = tokens > 0 && index % (count / tokens) == 0;
        actors.with_name_and_suffix("node", index).build(
            move |context| node(context, rx.clone(), tx.clone(), index, begins),
            MemberOf(&mut troupes[index * 2 / count]),
        );
    }
}

async fn node(mut actor: SteadyActorShadow, rx: SteadyRx<f64>, tx: SteadyTx<f64>, index: usize, begins: bool) -> Done {
    let mut rx = rx.lock().await;
    let mut tx = tx.lock().await;
    UP.fetch_add(1, Ordering::SeqCst);
    if begins {
        let _ = actor.try_send(&mut tx, 1.0);
    }
    let passed = &PASSED.get().expect("set before")[index];
    while actor.is_running(|| tx.mark_closed()) {
        actor.wait_avail(&mut rx, 1).await;
        while let Some(message) = actor.try_take(&mut rx) {
            let _ = actor.try_send(&mut tx, message);
            passed.fetch_add(1, Ordering::Relaxed);
        }
    }
    Ok(())
}
