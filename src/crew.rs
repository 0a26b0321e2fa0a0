//! Threads that read for themselves and help one another: what one of them comes across, another may do, so that one long
//! file keeps all of them busy.

use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

use crossbeam_channel::{Receiver, Select, Sender, TryRecvError, TrySendError, bounded};

/// Tasks that wait for somebody, for each thread: enough that nobody runs out, few enough to be little memory.
const WAITING_PER_THREAD: usize = 2;

/// Something to do for whoever is free, and where its result goes.
struct Task<T, R> {
    task: T,
    reply: Sender<R>,
}

impl<T, R> Task<T, R> {
    fn run(self, work: &(dyn Fn(T) -> R + Sync)) {
        // Who does not wait for it any more does not need it.
        drop(self.reply.send(work(self.task)));
    }
}

/// One thread of a crew. To be moved into its thread; a crew ends when all its members have.
pub struct Member<'w, T, R> {
    work: &'w (dyn Fn(T) -> R + Sync),
    tasks: Receiver<Task<T, R>>,
    hand: Sender<Task<T, R>>,
}

/// A result that is there or will be.
pub struct Promise<R>(State<R>);

enum State<R> {
    Kept(R),
    Made(Receiver<R>),
}

impl<R> Promise<R> {
    /// A result that is there.
    pub fn kept(result: R) -> Self {
        Self(State::Kept(result))
    }

    /// The result, when it is there; `None` when its thread panicked. Members call [`Member::take`] instead, which works
    /// while it waits.
    pub fn wait(self) -> Option<R> {
        match self.0 {
            State::Kept(result) => Some(result),
            State::Made(reply) => reply.recv().ok(),
        }
    }
}

/// A crew of `n` threads that do tasks by `work`.
pub fn crew<T, R>(n: usize, work: &(dyn Fn(T) -> R + Sync)) -> Vec<Member<'_, T, R>> {
    let (hand, tasks) = bounded(n.max(1) * WAITING_PER_THREAD);
    (0..n.max(1)).map(|_| Member { work, tasks: tasks.clone(), hand: hand.clone() }).collect()
}

impl<T, R> Member<'_, T, R> {
    /// Leaves a task to whoever is free; does it at once where all have enough to do.
    pub fn give(&self, task: T) -> Promise<R> {
        let (reply, result) = bounded(1);
        match self.hand.try_send(Task { task, reply }) {
            Ok(()) => Promise(State::Made(result)),
            Err(full) => Promise::kept((self.work)(full.into_inner().task)),
        }
    }

    /// The result of a task; until it is there, others are done. `None` when the thread that had it panicked.
    pub fn take(&self, promise: Promise<R>) -> Option<R> {
        match promise.0 {
            State::Kept(result) => Some(result),
            State::Made(reply) => self.receive(&reply),
        }
    }

    /// What is received next; until something is, tasks are done. `None` when nothing comes any more.
    pub fn receive<J>(&self, jobs: &Receiver<J>) -> Option<J> {
        loop {
            // Tasks first: others wait for them.
            if let Ok(task) = self.tasks.try_recv() {
                task.run(self.work);
                continue;
            }
            match jobs.try_recv() {
                Ok(job) => return Some(job),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => {}
            }
            let mut select = Select::new();
            select.recv(jobs);
            select.recv(&self.tasks);
            select.ready();
        }
    }

    /// Sends `value`; until there is room for it, tasks are done. Whether somebody still listens.
    pub fn send<V>(&self, values: &Sender<V>, value: V) -> bool {
        let mut waiting = value;
        loop {
            match values.try_send(waiting) {
                Ok(()) => return true,
                Err(TrySendError::Disconnected(_)) => return false,
                Err(TrySendError::Full(value)) => waiting = value,
            }
            let mut select = Select::new();
            select.send(values);
            select.recv(&self.tasks);
            select.ready();
            if let Ok(task) = self.tasks.try_recv() {
                task.run(self.work);
            }
        }
    }

    /// Has nothing more to give: does what others have, until all are done.
    pub fn finish(self) {
        let Self { work, tasks, hand } = self;
        drop(hand);
        for task in tasks {
            task.run(work);
        }
    }
}

/// Does `tasks` by `work` on `n` threads that have nothing else to do; the results come in no order.
pub fn share<T: Send, R: Send>(n: usize, tasks: Vec<T>, work: &(dyn Fn(T) -> R + Sync)) -> Vec<R> {
    let tasks = Mutex::new(tasks.into_iter());
    let next = || tasks.lock().unwrap_or_else(PoisonError::into_inner).next();
    let done = || std::iter::from_fn(next).map(work).collect::<Vec<R>>();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..n.max(1)).map(|_| scope.spawn(done)).collect();
        let joined = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        joined.flatten().collect()
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_tasks_of_one_are_shared_by_all_and_come_back_in_their_order() {
        let at_once = AtomicUsize::new(0);
        let most = AtomicUsize::new(0);
        let work = |task: usize| {
            most.fetch_max(at_once.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(2));
            at_once.fetch_sub(1, Ordering::SeqCst);
            task * 2
        };
        let mut members = crew(3, &work);
        let giver = members.pop().unwrap();
        let results: Vec<Option<usize>> = thread::scope(|scope| {
            for member in members {
                scope.spawn(|| member.finish());
            }
            let promises: Vec<_> = (0..40).map(|task| giver.give(task)).collect();
            let results = promises.into_iter().map(|promise| giver.take(promise)).collect();
            giver.finish();
            results
        });
        assert_eq!(results, (0..40).map(|task| Some(task * 2)).collect::<Vec<_>>());
        assert_eq!(most.into_inner(), 3);
    }

    #[test]
    fn who_waits_for_room_or_for_jobs_does_tasks_meanwhile() {
        let work = |task: usize| task;
        let mut members = crew(1, &work);
        let member = members.pop().unwrap();
        let promise = member.give(7);
        let (full, listener) = bounded(1);
        full.send(0).unwrap();
        thread::scope(|scope| {
            scope.spawn(move || {
                // Nobody else does the task; only then is there room.
                assert_eq!(promise.wait(), Some(7));
                assert_eq!(listener.iter().collect::<Vec<_>>(), [0, 1]);
            });
            assert!(member.send(&full, 1));
            drop(full);
            let promise = member.give(8);
            let (jobs, waiting) = bounded::<usize>(1);
            scope.spawn(move || {
                assert_eq!(promise.wait(), Some(8));
                jobs.send(9).unwrap();
            });
            assert_eq!(member.receive(&waiting), Some(9));
            assert_eq!(member.receive(&waiting), None);
        });
    }

    #[test]
    fn nobody_listening_is_told() {
        let work = |task: usize| task;
        let member = crew(1, &work).pop().unwrap();
        let (values, listener) = bounded(1);
        drop(listener);
        assert!(!member.send(&values, 1));
    }

    #[test]
    fn shared_tasks_are_each_done_once() {
        for n in [0, 1, 3] {
            let mut done = share(n, (0..100).collect(), &|task: usize| task + 1);
            done.sort_unstable();
            assert_eq!(done, (1..=100).collect::<Vec<_>>());
        }
    }
}
