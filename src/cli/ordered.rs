//! Work done by several threads, results taken in the order of the jobs, in bounded memory.

use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

/// Jobs under way for each thread: enough to keep it busy while an earlier job is slow.
const JOBS_PER_THREAD: usize = 4;

/// Results of one job that wait to be taken; a job that has more waits itself.
const RESULTS_PER_JOB: usize = 32;

/// Runs `work` on every job on `n_threads` threads and hands what it emits to `sink`, in the order of the jobs and,
/// within a job, of its emission. A job may emit any number of results: those of later jobs wait until it is done,
/// and at most a few jobs a thread and a few results a job are between the two.
///
/// # Errors
///
/// What `sink` returns; `stop` is called then, to end the jobs under way, and jobs that have not begun are dropped.
pub(crate) fn map_in_order<J, R, E>(
    jobs: impl Iterator<Item = J> + Send,
    n_threads: usize,
    work: impl Fn(J, &mut dyn FnMut(R)) + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
    stop: impl FnOnce(),
) -> Result<(), E>
where
    J: Send,
    R: Send,
{
    let n_jobs = n_threads.max(1) * JOBS_PER_THREAD;
    thread::scope(|scope| {
        let (job_sender, job_receiver) = bounded::<(J, Sender<R>)>(n_jobs);
        // The receivers of the jobs' results, in the order of the jobs.
        let (order_sender, order) = bounded::<Receiver<R>>(n_jobs);
        scope.spawn(move || {
            for job in jobs {
                let (results, receiver) = bounded::<R>(RESULTS_PER_JOB);
                if order_sender.send(receiver).is_err() || job_sender.send((job, results)).is_err() {
                    break;
                }
            }
        });
        for _ in 0..n_threads.max(1) {
            let (job_receiver, work) = (job_receiver.clone(), &work);
            scope.spawn(move || {
                for (job, results) in job_receiver {
                    // Nobody listens any more when the sink has had enough.
                    work(job, &mut |result| drop(results.send(result)));
                }
            });
        }
        drop(job_receiver);
        // A thread takes the jobs in their order, so the one whose results are waited for is always under way.
        for results in order {
            for result in results {
                if let Err(enough) = sink(result) {
                    stop();
                    return Err(enough);
                }
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let mut taken = Vec::new();
        let work = |job: u64, emit: &mut dyn FnMut(u64)| {
            thread::sleep(Duration::from_micros(if job.is_multiple_of(7) { 900 } else { 10 }));
            emit(job);
        };
        map_in_order(
            0..200,
            3,
            work,
            |result| {
                taken.push(result);
                Ok::<(), ()>(())
            },
            || {},
        )
        .unwrap();
        assert_eq!(taken, (0..200).collect::<Vec<_>>());
    }

    #[test]
    fn a_job_may_emit_nothing_or_more_than_anyone_keeps() {
        let mut taken = Vec::new();
        let work = |job: u64, emit: &mut dyn FnMut((u64, u64))| (0..job * 50).for_each(|n| emit((job, n)));
        map_in_order(
            0..20,
            3,
            work,
            |result| {
                taken.push(result);
                Ok::<(), ()>(())
            },
            || {},
        )
        .unwrap();
        assert_eq!(taken, (0..20).flat_map(|job| (0..job * 50).map(move |n| (job, n))).collect::<Vec<_>>());
    }

    #[test]
    fn a_sink_that_has_enough_ends_the_work() {
        let endless = 0_u64..;
        let work = |job, emit: &mut dyn FnMut(u64)| emit(job);
        let mut stopped = false;
        let sink = |result| if result < 10 { Ok(()) } else { Err(result) };
        assert_eq!(map_in_order(endless, 2, work, sink, || stopped = true), Err(10));
        assert!(stopped);
    }
}
