//! Measures a steady phase: nothing for `warm` ms after the first message, then `measure` ms between two stamps.
use crate::Plan;
use std::time::{Duration, Instant};

pub struct Meter {
    warm: Duration,
    measure: Duration,
    first: Option<Instant>,
    start: Option<(Instant, u64)>,
}

impl Meter {
    pub fn new(plan: &Plan) -> Self {
        Meter {
            warm: Duration::from_millis(plan.number("warm", 200) as u64),
            measure: Duration::from_millis(plan.number("measure", 400) as u64),
            first: None,
            start: None,
        }
    }

    /// Messages a second, once both stamps are taken.
    pub fn look(&mut self, total: u64) -> Option<f64> {
        let now = Instant::now();
        let first = *self.first.get_or_insert(now);
        match self.start {
            None => {
                if now - first >= self.warm {
                    self.start = Some((now, total));
                }
                None
            }
            Some((at, before)) => {
                let spent = now - at;
                (spent >= self.measure).then(|| (total - before) as f64 / spent.as_secs_f64())
            }
        }
    }
}

pub fn finish(rate: f64, check: f64) -> ! {
    println!("{{\"rate\":{rate},\"check\":{check}}}");
    std::process::exit(0)
}
