//! A process under watch: its output, its end, its time, the memory of all that it started.
//!
//! A compiler starts others, and all of them count and all of them end together: what is watched
//! is the tree below the process. It stays in the terminal's group, so Ctrl-C reaches all of it.
//! Where the system does not say which processes there are, time alone is bounded.

use crate::failure::Failure;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a process may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// How long.
    pub(crate) time: Duration,
    /// How much memory it and all that it started may hold at a time, in KiB.
    pub(crate) memory: Option<u64>,
}

/// How a process ended, what it said and what it took.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) how: End,
    /// How long it ran.
    pub(crate) took: Duration,
    /// The most memory that its tree was seen to hold, in KiB, where the system tells.
    pub(crate) peak: Option<u64>,
    /// The processor time of its tree, in seconds, where the system tells and nothing else that
    /// this program started ended meanwhile.
    pub(crate) cpu: Option<f64>,
}

/// How a process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    Success,
    Failure(String),
    TooLong(Duration),
    TooLarge(u64),
}

impl Display for End {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            End::Success => formatter.write_str("ended without an outcome"),
            End::Failure(status) => write!(formatter, "broke down: {status}"),
            End::TooLong(limit) => {
                write!(formatter, "stopped after more than {} s", limit.as_secs())
            }
            End::TooLarge(limit) => {
                write!(formatter, "stopped at more than {} MB", limit / 1024)
            }
        }
    }
}

/// Runs a command to its end, or to the end of what it may take.
pub(crate) fn run_for(command: &mut Command, bounds: Bounds) -> Result<Ended, Failure> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let (start, before) = (Instant::now(), cpu_of_ended());
    let mut child = command.spawn().map_err(|error| {
        let program = command.get_program().to_string_lossy();
        Failure::impossible(format!("cannot run `{program}`: {error}"))
    })?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        let stdout = scope.spawn(|| read_all(stdout));
        let stderr = scope.spawn(|| read_all(stderr));
        let (how, peak) = watch(&mut child, bounds)?;
        let took = start.elapsed();
        Ok(Ended {
            stdout: stdout.join().unwrap_or_default(),
            stderr: stderr.join().unwrap_or_default(),
            how,
            took,
            peak,
            cpu: before
                .zip(cpu_of_ended())
                .map(|(before, after)| after - before),
        })
    })
}

fn read_all(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What was read before a pipe breaks is still worth showing.
        let _ = pipe.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// How often the end is looked for, and how often memory is.
const NAP: Duration = Duration::from_millis(5);
const LOOK: Duration = Duration::from_millis(50);

fn watch(child: &mut Child, bounds: Bounds) -> Result<(End, Option<u64>), Failure> {
    let start = Instant::now();
    let (mut looked, mut peak) = (start, None);
    loop {
        match child.try_wait().map_err(Failure::impossible)? {
            Some(status) if status.success() => return Ok((End::Success, peak)),
            Some(status) => return Ok((End::Failure(status.to_string()), peak)),
            None if start.elapsed() > bounds.time => {
                end_tree(child)?;
                return Ok((End::TooLong(bounds.time), peak));
            }
            None if looked.elapsed() > LOOK => {
                looked = Instant::now();
                let held = tree(child.id()).iter().map(|process| process.held).sum();
                peak = peak.max(Some(held)).filter(|peak| *peak > 0);
                if let Some(limit) = bounds.memory.filter(|limit| held > *limit) {
                    end_tree(child)?;
                    return Ok((End::TooLarge(limit), peak));
                }
            }
            None => std::thread::sleep(NAP),
        }
    }
}

/// Ends a process and all that it started.
pub(crate) fn end_tree(child: &mut Child) -> Result<(), Failure> {
    // The eldest goes first: it could start more.
    let rest: Vec<String> = tree(child.id())
        .iter()
        .filter(|process| process.id != child.id())
        .map(|process| process.id.to_string())
        .collect();
    // One that has ended by itself is as good.
    let _ = child.kill();
    if cfg!(unix) && !rest.is_empty() {
        let words = format!("kill -9 {}", rest.join(" "));
        let _ = Command::new("sh")
            .args(["-c", &words])
            .stderr(Stdio::null())
            .status();
    }
    child.wait().map(|_| ()).map_err(Failure::impossible)
}

/// One process of a tree.
struct Process {
    id: u32,
    /// The memory that it holds, in KiB.
    held: u64,
}

/// A process and all below it; nothing where the system does not tell.
fn tree(root: u32) -> Vec<Process> {
    let mut children: BTreeMap<u32, Vec<Process>> = BTreeMap::new();
    let mut found = Vec::new();
    for (parent, process) in processes() {
        if process.id == root {
            found.push(process);
        } else {
            children.entry(parent).or_default().push(process);
        }
    }
    let mut next = 0;
    while let Some(process) = found.get(next) {
        let below = children.remove(&process.id).unwrap_or_default();
        found.extend(below);
        next += 1;
    }
    found
}

/// All processes with their parents.
fn processes() -> Vec<(u32, Process)> {
    if Path::new("/proc/self/status").exists() {
        let entries = std::fs::read_dir("/proc").into_iter().flatten();
        return entries
            .filter_map(Result::ok)
            .filter_map(|entry| status(&entry.path().join("status")))
            .collect();
    }
    if !cfg!(unix) {
        return Vec::new();
    }
    let listed = Command::new("ps")
        .args(["-A", "-o", "pid=,ppid=,rss="])
        .output();
    let text = listed.map(|output| output.stdout).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    text.lines().filter_map(listed_process).collect()
}

fn status(path: &Path) -> Option<(u32, Process)> {
    let text = std::fs::read_to_string(path).ok()?;
    let id = number_after(&text, "Pid:")?;
    let parent = number_after(&text, "PPid:")?;
    // What has ended and is not yet waited for holds nothing.
    let held = number_after(&text, "VmRSS:").unwrap_or_default();
    let process = Process {
        id: u32::try_from(id).ok()?,
        held,
    };
    Some((u32::try_from(parent).ok()?, process))
}

fn listed_process(line: &str) -> Option<(u32, Process)> {
    let mut words = line.split_whitespace();
    let id = words.next()?.parse().ok()?;
    let parent = words.next()?.parse().ok()?;
    let held = words.next()?.parse().ok()?;
    Some((parent, Process { id, held }))
}

fn number_after(text: &str, key: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(key))?;
    rest.split_whitespace().next()?.parse().ok()
}

/// The most memory that this process has had, in KiB, where the system tells.
pub(crate) fn own_peak() -> Option<u64> {
    number_after(
        &std::fs::read_to_string("/proc/self/status").ok()?,
        "VmHWM:",
    )
}

/// The processor time of this process, in seconds, where the system tells.
pub(crate) fn own_cpu() -> Option<f64> {
    ticks(11)
}

/// The processor time of all that this process has started and that has ended, in seconds.
fn cpu_of_ended() -> Option<f64> {
    ticks(13)
}

/// Two neighbouring times of `/proc/self/stat`, counted from behind the program's name, which may
/// contain anything. The kernel counts them in hundredths of a second.
fn ticks(first: usize) -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    let mut words = rest.split_whitespace().skip(first);
    let one: u32 = words.next()?.parse().ok()?;
    let other: u32 = words.next()?.parse().ok()?;
    Some(f64::from(one) / 100.0 + f64::from(other) / 100.0)
}

/// The memory that is free for use, in KiB, where the system tells.
pub(crate) fn free_memory() -> Option<u64> {
    number_after(
        &std::fs::read_to_string("/proc/meminfo").ok()?,
        "MemAvailable:",
    )
}

/// The end of a long text.
pub(crate) fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn shell(script: &str, bounds: Bounds) -> Result<Ended, Failure> {
        let mut command = Command::new("sh");
        run_for(command.args(["-c", script]), bounds)
    }

    const SHORT: Bounds = Bounds {
        time: Duration::from_millis(300),
        memory: None,
    };

    #[test]
    fn the_end_of_time_ends_all_that_was_started() {
        // The output stays open as long as anyone below lives: reading it to its end would hang.
        let ended = shell("sleep 60 & sleep 60; true", SHORT).unwrap();
        assert_eq!(ended.how, End::TooLong(SHORT.time));
        assert!(ended.took < Duration::from_secs(20));
    }

    #[test]
    fn memory_of_the_whole_tree_is_bounded() {
        let bounds = Bounds {
            time: Duration::from_secs(60),
            memory: Some(64),
        };
        let ended = shell("sleep 30; true", bounds).unwrap();
        assert_eq!(ended.how, End::TooLarge(64));
        assert!(ended.peak.is_some_and(|peak| peak > 64));
    }

    #[test]
    fn output_and_status_come_back() {
        let bounds = Bounds {
            time: Duration::from_secs(60),
            memory: None,
        };
        let ended = shell("echo out; echo err >&2; exit 3", bounds).unwrap();
        assert_eq!(
            (ended.stdout.as_str(), ended.stderr.as_str()),
            ("out\n", "err\n")
        );
        assert!(matches!(ended.how, End::Failure(status) if status.contains('3')));
    }
}
