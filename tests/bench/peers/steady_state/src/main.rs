//! The peer steady_state: the same pipelines, with its own public API, in the way of its performant lesson.
//! Usage: steady-state-peer '{"program":"pipeline",...}' as flat `key=value` words; prints one line of JSON.
mod aqueduct;
mod meter;
mod msg;
mod pipeline;
mod ring;
mod rounds;
mod stream;

use std::collections::HashMap;
use std::time::Duration;
use steady_state::*;

/// The words of the command line.
#[derive(Clone, Debug, Default)]
pub struct Plan(HashMap<String, String>);

impl Plan {
    pub fn text(&self, key: &str) -> &str {
        self.0.get(key).map(String::as_str).unwrap_or("")
    }
    pub fn number(&self, key: &str, otherwise: usize) -> usize {
        self.0.get(key).and_then(|v| v.parse().ok()).unwrap_or(otherwise)
    }
}

fn main() {
    let plan = Plan(
        std::env::args()
            .skip(1)
            .filter_map(|word| word.split_once('=').map(|(k, v)| (k.to_string(), v.to_string())))
            .collect(),
    );
    let telemetry = plan.number("telemetry", 0) == 1;
    let mut graph = GraphBuilder::for_production()
        .with_telemetry_metric_features(telemetry)
        .with_telemtry_production_rate_ms(100)
        .build(());
    match plan.text("program") {
        "pipeline" => match plan.text("kind") {
            "struct" => pipeline::build::<msg::Sample>(&mut graph, &plan),
            _ => pipeline::build::<f64>(&mut graph, &plan),
        },
        "aqueduct" => aqueduct::build(&mut graph, &plan),
        "bytes" => stream::build(&mut graph, &plan),
        "rounds" => rounds::build(&mut graph, &plan),
        "ring" => ring::build(&mut graph, &plan),
        other => panic!("no program {other}"),
    }
    graph.start();
    // Whoever measures prints its result and ends the process.
    let _ = graph.block_until_stopped(Duration::from_secs(120));
}
