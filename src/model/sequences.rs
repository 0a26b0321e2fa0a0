//! Folders that change and runs that are broken off, against what the documents say an index holds then.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::budget::try_seeds;
use super::compare::Outcome;
use super::dice::Dice;
use super::steps::{Step, steps};
use super::world::World;

#[test]
fn an_index_holds_what_it_should_whatever_happens_to_its_folder_and_its_runs() {
    try_seeds("DIXIT_MODEL_SEQUENCES", 60, |seed| {
        let steps = steps(&mut Dice::new(seed));
        let Err(_) = carry_out(&steps) else { return Ok(()) };
        let steps = shrunk(steps);
        let told: Vec<String> = steps.iter().map(|step| format!("\n  {step:?}")).collect();
        carry_out(&steps).map_err(|difference| format!("{}\n  {difference}", told.concat()))
    });
}

fn carry_out(steps: &[Step]) -> Outcome {
    let all = || {
        let mut world = World::new();
        steps.iter().try_for_each(|step| world.take(step))?;
        world.finish()
    };
    catch_unwind(AssertUnwindSafe(all)).unwrap_or_else(|_panic| Err("panicked".to_owned()))
}

/// The steps without those that the failure does not need.
fn shrunk(mut steps: Vec<Step>) -> Vec<Step> {
    let mut number = 0;
    while number < steps.len() {
        let mut fewer = steps.clone();
        fewer.remove(number);
        if carry_out(&fewer).is_err() {
            steps = fewer;
            number = 0;
        } else {
            number += 1;
        }
    }
    steps
}
