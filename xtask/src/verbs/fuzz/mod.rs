//! `fuzz`: documents made wrong on purpose; each must give diagnostics or code that parses.
//!
//! Trials run in batches, each in a process of its own: panics are caught there, and what takes a
//! process down or never ends is seen from here. An input is made of the seed and the trial's
//! number alone, so any fault can be shown again.

mod inputs;
mod minimise;
mod mutate;
mod rng;
mod trial;

use crate::failure::Failure;
use crate::process::{Bounds, End, last_lines, run_for};
use crate::project::{shown, target, unreadable};
use crate::terminal::print_line;
use clap::Args;
use inputs::Inputs;
use minimise::minimise;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use trial::{Fault, Verdict, catch_panics, judge};

/// Arguments of `fuzz`.
///
/// Documents of the project, and of other folders if wanted, are changed at random: nodes go, come
/// twice, change places, hold another type, refer to anything; texts are cut and garbled. The
/// loader must answer with diagnostics, or the generator with code that parses. A fault is printed
/// with its trial, and the least input that shows it is left in cargo's target folder. The exit
/// code is 1 when there was any.
#[derive(Args)]
pub(crate) struct Fuzz {
    /// Trials of another seed are other trials.
    #[arg(long, default_value_t = 0, value_name = "N")]
    seed: u64,
    /// The first trial.
    #[arg(long, default_value_t = 0, value_name = "N")]
    from: u64,
    /// How many trials.
    #[arg(long, default_value_t = 500, value_name = "N")]
    trials: u64,
    /// Stop after so many seconds, whatever is left.
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u64>,
    /// Documents of this folder too.
    #[arg(long, value_name = "DIR")]
    documents: Vec<PathBuf>,
    /// Leave out documents that are larger, in bytes.
    #[arg(long, default_value_t = 64 * 1024, value_name = "BYTES")]
    max_bytes: u64,
    /// Print the input of the first trial and do nothing else.
    #[arg(long)]
    show: bool,
    /// Judge this file alone and print what came of it.
    #[arg(long, value_name = "FILE")]
    judge: Option<PathBuf>,
    /// Run the trials in this process and print what came of each.
    #[arg(long, hide = true)]
    batch: bool,
}

/// Trials of one process.
const BATCH: u64 = 40;
/// What a process may take; a trial alone, and the trials of a batch together.
const MEMORY: u64 = 4 << 20;
const TRIAL: Duration = Duration::from_secs(60);
const TRIALS: Duration = Duration::from_secs(600);
/// How long an input is made smaller.
const MINIMISING: Duration = Duration::from_secs(60);

/// What a batch prints of a trial.
#[derive(Serialize, Deserialize)]
enum Line {
    Begin(u64),
    End(u64, Verdict),
}

impl Fuzz {
    /// Runs trials; fails when any has a fault.
    pub(crate) fn run(self) -> Result<(), Failure> {
        if let Some(path) = &self.judge {
            let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
            catch_panics();
            return say(&judge(&text));
        }
        let inputs = Inputs::read(&self.documents, self.max_bytes)?;
        if self.show {
            print_line(inputs.input(self.seed, self.from));
            return Ok(());
        }
        if self.batch {
            return self.batch(&inputs);
        }
        self.all(&inputs)
    }

    /// The process of a batch.
    fn batch(&self, inputs: &Inputs) -> Result<(), Failure> {
        catch_panics();
        for trial in self.from..self.from.saturating_add(self.trials) {
            say(&Line::Begin(trial))?;
            let verdict = judge(&inputs.input(self.seed, trial));
            say(&Line::End(trial, verdict))?;
        }
        Ok(())
    }

    fn all(&self, inputs: &Inputs) -> Result<(), Failure> {
        let start = Instant::now();
        let end = self.from.saturating_add(self.trials);
        let late = || {
            let limit = self.seconds.map(Duration::from_secs);
            limit.is_some_and(|limit| start.elapsed() > limit)
        };
        let mut tally = Tally::default();
        let mut next = self.from;
        while next < end && !late() {
            let many = BATCH.min(end - next);
            next = self.run_batch(next, many, &mut tally)?;
        }
        self.report(inputs, &tally)
    }

    /// Runs trials in another process and gives the one to go on with.
    fn run_batch(&self, from: u64, many: u64, tally: &mut Tally) -> Result<u64, Failure> {
        let time = if many == 1 { TRIAL } else { TRIALS };
        let mut command = own("--batch")?;
        command.args([
            "--seed",
            &self.seed.to_string(),
            "--from",
            &from.to_string(),
        ]);
        command.args([
            "--trials",
            &many.to_string(),
            "--max-bytes",
            &self.max_bytes.to_string(),
        ]);
        for folder in &self.documents {
            command.arg("--documents").arg(folder);
        }
        let ended = run_for(&mut command, bounds(time))?;
        let mut begun = from;
        for line in ended.stdout.lines() {
            match serde_json::from_str(line) {
                Ok(Line::Begin(trial)) => begun = trial,
                Ok(Line::End(trial, verdict)) => tally.add(trial, verdict),
                Err(_) => {}
            }
        }
        match ended.how {
            End::Success => Ok(from + many),
            // Alone it may do: then others before it took the time.
            End::TooLong(_) if begun > from || many > 1 => {
                self.run_batch(begun, 1, tally)?;
                Ok(begun + 1)
            }
            how => {
                tally.add(begun, broken(&how, &ended.stderr));
                Ok(begun + 1)
            }
        }
    }

    fn report(&self, inputs: &Inputs, tally: &Tally) -> Result<(), Failure> {
        for (at, found) in &tally.faults {
            let seed = self.seed;
            let (trial, times) = (found.trial, found.times);
            print_line(format_args!("\n== {at}, {times} times\n{}", found.message));
            print_line(format_args!(
                "shown by `cargo xtask fuzz --seed {seed} --from {trial} --show`"
            ));
            let input = inputs.input(seed, trial);
            let path = write(seed, trial, &input)?;
            let least = minimise(&input, MINIMISING, &|text| {
                verdict_of(&path, text).is_ok_and(|verdict| is_at(&verdict, at))
            });
            write(seed, trial, &least)?;
            let path = shown(&path);
            print_line(format_args!(
                "the least of it: `cargo xtask fuzz --judge {path}`"
            ));
            if least.len() <= 600 {
                print_line(least);
            }
        }
        print_line(format_args!(
            "{} trials of seed {}: {} refused, {} generated, {} with a fault",
            tally.refused + tally.generated + tally.faulty,
            self.seed,
            tally.refused,
            tally.generated,
            tally.faulty
        ));
        match tally.faulty {
            0 => Ok(()),
            _ => Err(Failure::Found),
        }
    }
}

fn bounds(time: Duration) -> Bounds {
    Bounds {
        time,
        memory: Some(MEMORY),
    }
}

fn say(what: &impl Serialize) -> Result<(), Failure> {
    print_line(serde_json::to_string(what).map_err(Failure::impossible)?);
    Ok(())
}

/// This program once more.
fn own(word: &str) -> Result<Command, Failure> {
    let program = std::env::current_exe().map_err(Failure::impossible)?;
    let mut command = Command::new(program);
    command.args(["fuzz", word]);
    Ok(command)
}

/// Judges a text in a process of its own.
fn verdict_of(near: &Path, text: &str) -> Result<Verdict, Failure> {
    let path = near.with_extension("try");
    super::bundle::write_whole(&path, text)?;
    let ended = run_for(own("--judge")?.arg(&path), bounds(TRIAL))?;
    match (&ended.how, serde_json::from_str(&ended.stdout)) {
        (End::Success, Ok(verdict)) => Ok(verdict),
        (how, _) => Ok(broken(how, &ended.stderr)),
    }
}

fn broken(how: &End, stderr: &str) -> Verdict {
    Verdict::Fault(Fault {
        at: format!("the process {how}"),
        message: last_lines(stderr, 12),
    })
}

fn is_at(verdict: &Verdict, at: &str) -> bool {
    matches!(verdict, Verdict::Fault(fault) if fault.at == at)
}

fn write(seed: u64, trial: u64, text: &str) -> Result<PathBuf, Failure> {
    let folder = target().join("fuzz");
    std::fs::create_dir_all(&folder).map_err(Failure::impossible)?;
    let path = folder.join(format!("{seed}-{trial}.yaml"));
    super::bundle::write_whole(&path, text)?;
    Ok(path)
}

/// What came of all trials.
#[derive(Default)]
struct Tally {
    refused: u64,
    generated: u64,
    faulty: u64,
    /// By where they came up.
    faults: BTreeMap<String, Found>,
}

/// A fault and the first trial that showed it.
struct Found {
    trial: u64,
    times: u64,
    message: String,
}

impl Tally {
    fn add(&mut self, trial: u64, verdict: Verdict) {
        match verdict {
            Verdict::Refused => self.refused += 1,
            Verdict::Generated => self.generated += 1,
            Verdict::Fault(Fault { at, message }) => {
                self.faulty += 1;
                let found = self.faults.entry(at).or_insert(Found {
                    trial,
                    times: 0,
                    message,
                });
                found.times += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mutated_documents_give_diagnostics_or_code() {
        let inputs = Inputs::read(&[], 16 * 1024).unwrap();
        for trial in 0..60 {
            let input = inputs.input(1, trial);
            let verdict = judge(&input);
            assert!(
                !matches!(verdict, Verdict::Fault(_)),
                "trial {trial}: {verdict:?} of\n{input}"
            );
        }
    }

    #[test]
    fn a_trial_is_the_same_every_time() {
        let inputs = Inputs::read(&[], 16 * 1024).unwrap();
        let again = Inputs::read(&[], 16 * 1024).unwrap();
        for trial in 0..40 {
            assert_eq!(inputs.input(7, trial), again.input(7, trial));
        }
    }
}
