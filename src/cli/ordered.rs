//! Work done by several threads, results taken in the order of the jobs, in bounded memory.

use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};
use dixit::crew::{Member, Promise, crew};

/// Jobs under way for each thread: enough to keep it busy while an earlier job is slow.
const JOBS_PER_THREAD: usize = 4;

/// Results of one job that wait to be taken; a job that has more waits itself.
const RESULTS_PER_JOB: usize = 32;

/// What a job emits.
pub(crate) enum Emitted<T, R> {
    /// A result.
    Done(R),
    /// Something that still is to be done to become one, by whichever thread is free.
    ToDo(T),
}

/// Reads jobs on `n_threads` threads by `read`, does what they emit by `work` on the same threads, and hands the results to
/// `sink`, in the order of the jobs and, within a job, of what it emitted. A job may emit any number of them: those of
/// later jobs wait until it is done, and at most a few jobs a thread and a few results a job are between the two. One job
/// that emits much keeps all threads busy.
///
/// # Errors
///
/// What `sink` returns; `stop` is called then, to end the jobs under way, and jobs that have not begun are dropped.
pub(crate) fn map_in_order<J, T, R, E>(
    jobs: impl Iterator<Item = J> + Send,
    n_threads: usize,
    read: impl Fn(J, &mut dyn FnMut(Emitted<T, R>)) + Sync,
    work: &(dyn Fn(T) -> R + Sync),
    mut sink: impl FnMut(R) -> Result<(), E>,
    stop: impl FnOnce(),
) -> Result<(), E>
where
    J: Send,
    T: Send,
    R: Send,
{
    let n_jobs = n_threads.max(1) * JOBS_PER_THREAD;
    thread::scope(|scope| {
        let (job_sender, job_receiver) = bounded::<(J, Sender<Promise<R>>)>(n_jobs);
        // The receivers of the jobs' results, in the order of the jobs.
        let (order_sender, order) = bounded::<Receiver<Promise<R>>>(n_jobs);
        scope.spawn(move || {
            for job in jobs {
                let (results, receiver) = bounded::<Promise<R>>(RESULTS_PER_JOB);
                if order_sender.send(receiver).is_err() || job_sender.send((job, results)).is_err() {
                    break;
                }
            }
        });
        for member in crew(n_threads, work) {
            let (job_receiver, read) = (job_receiver.clone(), &read);
            scope.spawn(move || {
                while let Some((job, results)) = member.receive(&job_receiver) {
                    read(job, &mut |emitted| emit(&member, &results, emitted));
                }
                member.finish();
            });
        }
        drop(job_receiver);
        // A thread takes the jobs in their order, so the one whose results are waited for is always under way.
        for results in order {
            // A thread that panicked ends the program when all are joined.
            for result in results.iter().filter_map(Promise::wait) {
                if let Err(enough) = sink(result) {
                    stop();
                    return Err(enough);
                }
            }
        }
        Ok(())
    })
}

fn emit<T, R>(member: &Member<'_, T, R>, results: &Sender<Promise<R>>, emitted: Emitted<T, R>) {
    let promise = match emitted {
        Emitted::Done(result) => Promise::kept(result),
        Emitted::ToDo(task) => member.give(task),
    };
    // Nobody listens any more when the sink has had enough.
    member.send(results, promise);
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    type Pair = (u64, u64);

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let mut taken = Vec::new();
        let work = |job: u64, emit: &mut dyn FnMut(Emitted<u64, u64>)| {
            thread::sleep(Duration::from_micros(if job.is_multiple_of(7) { 900 } else { 10 }));
            emit(Emitted::Done(job));
        };
        map_in_order(
            0..200,
            3,
            work,
            &|task: u64| task,
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
        let read = |job: u64, emit: &mut dyn FnMut(Emitted<Pair, Pair>)| {
            (0..job * 50)
                .for_each(|n| emit(if n % 3 == 0 { Emitted::Done((job, n)) } else { Emitted::ToDo((job, n)) }));
        };
        map_in_order(
            0..20,
            3,
            read,
            &|task| task,
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
        let read = |job, emit: &mut dyn FnMut(Emitted<u64, u64>)| emit(Emitted::ToDo(job));
        let mut stopped = false;
        let sink = |result| if result < 10 { Ok(()) } else { Err(result) };
        assert_eq!(map_in_order(endless, 2, read, &|task| task, sink, || stopped = true), Err(10));
        assert!(stopped);
    }

    #[test]
    fn what_one_job_emits_is_done_by_all_threads() {
        let threads = std::sync::Mutex::new(std::collections::HashSet::new());
        let read = |job: u64, emit: &mut dyn FnMut(Emitted<u64, u64>)| {
            (0..100 * job).for_each(|task| emit(Emitted::ToDo(task)));
        };
        let work = |task: u64| {
            thread::sleep(Duration::from_millis(1));
            threads.lock().unwrap().insert(thread::current().id());
            task
        };
        let mut taken = Vec::new();
        let sink = |result| {
            taken.push(result);
            Ok::<(), ()>(())
        };
        map_in_order(1..2, 3, read, &work, sink, || {}).unwrap();
        assert_eq!(taken, (0..100).collect::<Vec<_>>());
        assert_eq!(threads.into_inner().unwrap().len(), 3);
    }
}
