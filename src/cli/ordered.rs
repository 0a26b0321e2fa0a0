//! Work done by several threads, results taken in the order of the jobs, in bounded memory.

use std::collections::BTreeMap;
use std::thread;

use crossbeam_channel::bounded;

/// Jobs under way for each thread: enough to keep it busy while an earlier job is slow.
const JOBS_PER_THREAD: usize = 4;

/// Runs `work` on every job on `n_threads` threads and hands the results to `sink` in the order of
/// the jobs. At most a few jobs a thread are between the two, so a slow one holds the source back.
///
/// # Errors
///
/// What `sink` returns; jobs that have not begun by then are dropped.
pub(crate) fn map_in_order<J, R, E>(
    jobs: impl Iterator<Item = J> + Send,
    n_threads: usize,
    work: impl Fn(J) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    J: Send,
    R: Send,
{
    let n_jobs = n_threads.max(1) * JOBS_PER_THREAD;
    thread::scope(|scope| {
        let (job_sender, job_receiver) = bounded::<(usize, J)>(n_jobs);
        let (result_sender, result_receiver) = bounded::<(usize, R)>(n_jobs);
        // A job needs a ticket, which comes back when its result is taken.
        let (ticket_sender, ticket_receiver) = bounded::<()>(n_jobs);
        for _ in 0..n_jobs {
            let _room_for_all = ticket_sender.send(());
        }
        scope.spawn(move || {
            for numbered in jobs.enumerate() {
                if ticket_receiver.recv().is_err() || job_sender.send(numbered).is_err() {
                    break;
                }
            }
        });
        for _ in 0..n_threads.max(1) {
            let (job_receiver, result_sender, work) = (job_receiver.clone(), result_sender.clone(), &work);
            scope.spawn(move || {
                for (number, job) in job_receiver {
                    if result_sender.send((number, work(job))).is_err() {
                        break;
                    }
                }
            });
        }
        drop((job_receiver, result_sender));

        let mut waiting: BTreeMap<usize, R> = BTreeMap::new();
        let mut next = 0;
        for (number, result) in result_receiver {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&next) {
                next += 1;
                sink(result)?;
                let _source_is_done = ticket_sender.try_send(());
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
        let work = |job: u64| {
            thread::sleep(Duration::from_micros(if job.is_multiple_of(7) { 900 } else { 10 }));
            job
        };
        map_in_order(0..200, 3, work, |result| {
            taken.push(result);
            Ok::<(), ()>(())
        })
        .unwrap();
        assert_eq!(taken, (0..200).collect::<Vec<_>>());
    }

    #[test]
    fn a_sink_that_has_enough_ends_the_work() {
        let endless = 0_u64..;
        let result = map_in_order(endless, 2, |job| job, |result| if result < 10 { Ok(()) } else { Err(result) });
        assert_eq!(result, Err(10));
    }
}
